import { readdirSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { join } from 'node:path';
import { ts } from '../../patches/typescript.js';

/** Whether a string names a module: in an import, an export, `import()` or `require()`. */
export function isSpecifier(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isExternalModuleReference(parent)) return true;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const { expression } = parent;
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || (ts.isIdentifier(expression) && expression.text === 'require');
}

/** What can be imported by a bare name from one of the folders: Node's own modules, and packages that lie there. */
export function packageNames(folders: readonly string[]): string[] {
  const own = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));
  const places = folders.flatMap((each) => createRequire(join(each, 'cell.js')).resolve.paths('x') ?? []);
  const installed = [...new Set(places)].flatMap((place) =>
    namesIn(place).flatMap((name) =>
      name.startsWith('@') ? namesIn(join(place, name)).map((each) => `${name}/${each}`) : [name],
    ),
  );
  const packages = installed.filter((name) => !name.startsWith('@types/'));
  return [...new Set([...packages, ...own, ...own.map((name) => `node:${name}`)])].sort();
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}
