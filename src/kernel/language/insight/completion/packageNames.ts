import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules, createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ts } from '../../../patches/typescript.js';

/** Whether a string names a module: in an import, an export, `import()` or `require()`. */
export function isSpecifier(node: ts.Node): boolean {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isExternalModuleReference(parent)) return true;
  if (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)) return true;
  if (!ts.isCallExpression(parent) || parent.arguments[0] !== node) return false;
  const { expression } = parent;
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || (ts.isIdentifier(expression) && expression.text === 'require');
}

/**
 * What can be imported by a bare name from one of the folders: packages that lie there, those of the first folder
 * first, then Node's own modules.
 */
export function packageNames(folders: readonly string[]): string[] {
  const own = builtinModules.filter((name) => !name.startsWith('_') && !name.startsWith('node:'));
  const installed = folders.flatMap((folder) => packageFolders([folder]).flatMap(packagesIn).sort());
  return [...new Set([...installed, ...own, ...own.map((name) => `node:${name}`)])];
}

function packagesIn(place: string): string[] {
  return namesIn(place)
    .flatMap((name) =>
      name.startsWith('@') ? namesIn(join(place, name)).map((each) => `${name}/${each}`) : [name],
    )
    .filter((name) => !name.startsWith('@types/'));
}

/** The parts of a package that have names of their own, of which one is typed: `shapes/deep`. */
export function packageParts(folders: readonly string[], typed: string): string[] {
  const [name = ''] = /^(?:@[^/]+\/)?[^/]+/.exec(typed) ?? [];
  for (const place of packageFolders(folders)) {
    const exported = exportsOf(join(place, name, 'package.json'));
    if (exported === undefined) continue;
    const typedPart = typed.slice(name.length + 1);
    const parts = exported
      ? namedParts(join(place, name), exported)
      : filesBelow(join(place, name), typedPart);
    return [...new Set(parts)].map((part) => `${name}/${part}`).sort();
  }
  return [];
}

/** A package's `exports`, `null` without any; `undefined` where there is no package. */
function exportsOf(manifest: string): object | null | undefined {
  try {
    const { exports } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly exports?: unknown };
    return typeof exports === 'object' ? exports : null;
  } catch {
    return undefined;
  }
}

function namedParts(folder: string, exported: object): string[] {
  return Object.entries(exported)
    .filter(([key, target]) => key.startsWith('./') && target !== null && key !== './package.json')
    .flatMap(([key, target]) => (key.includes('*') ? partsOfPattern(folder, key, target) : [key.slice(2)]));
}

/** `"./lib/*": "./dist/lib/*.js"`: a name for each file that the star can stand for. */
function partsOfPattern(folder: string, key: string, target: unknown): string[] {
  const pattern = firstTarget(target);
  const [before, after] = pattern?.split('*') ?? [];
  if (before === undefined || after === undefined || !before.endsWith('/')) return [];
  return namesIn(join(folder, before))
    .filter((file) => file.endsWith(after) && !/\.d\.[cm]?ts$|\.map$/.test(file))
    .map((file) => key.slice(2).replace('*', file.slice(0, file.length - after.length)));
}

/** The file of whichever condition comes first. */
function firstTarget(target: unknown): string | undefined {
  if (typeof target === 'string') return target;
  if (typeof target !== 'object' || target === null) return undefined;
  return Object.values(target)
    .map(firstTarget)
    .find((each) => each !== undefined);
}

/** Of a package without `exports` every file is a part. */
function filesBelow(folder: string, typed: string): string[] {
  const below = typed.includes('/') ? `${dirname(`${typed}x`)}/` : '';
  return namesIn(join(folder, below))
    .filter((name) => name !== 'node_modules' && !/\.(?!(?:[cm]?js|json)$)\w+$/.test(name))
    .map((name) => below + name);
}

function packageFolders(folders: readonly string[]): string[] {
  return [
    ...new Set(folders.flatMap((each) => createRequire(join(each, 'cell.js')).resolve.paths('x') ?? [])),
  ];
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => !name.startsWith('.'));
  } catch {
    return [];
  }
}
