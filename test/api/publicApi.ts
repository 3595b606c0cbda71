import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { packageRoot } from '../../src/core/index.js';

/** What a user may import: an entry of package.json's `exports`, with its names. */
export interface EntryPoint {
  /** As in `import … from 'tsvision/plot'`. */
  readonly name: string;
  /** Its declarations, in `dist`. */
  readonly file: string;
  readonly names: readonly PublicName[];
}

export interface PublicName {
  /** `crossEntropy`, or `losses.crossEntropy` for a name of a group. */
  readonly name: string;
  /** What is declared, behind all the files that pass it on. */
  readonly symbol: ts.Symbol;
  /** The name where the entry point says it: a group has its sentence there. */
  readonly exported: ts.Symbol;
}

export interface PublicApi {
  readonly checker: ts.TypeChecker;
  readonly entries: readonly EntryPoint[];
}

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

/** Its names are TensorFlow.js's; `test/engine/tf.test.ts` compares them. */
const tensorflow = join(packageRoot(), 'dist/engine/tf.d.ts');

/** The entry points of package.json, the main one first: the name that one imports, and the file of its types. */
export function entryFiles(): [name: string, file: string][] {
  const root = packageRoot();
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  return Object.entries(manifest.exports).flatMap(([path, target]) =>
    typeof target === 'string' || join(root, target.types) === tensorflow
      ? []
      : [[path.replace(/^\./, 'tsvision'), join(root, target.types)] as [string, string]],
  );
}

/** Strict, as a project of a user's that takes the package. */
export const asUsersCompile: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  types: ['node'],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};

/** The API as users have it: the declarations that the build wrote. */
export function readPublicApi(): PublicApi {
  const files = entryFiles();
  const program = ts.createProgram(
    files.map(([, file]) => file),
    asUsersCompile,
  );
  const checker = program.getTypeChecker();
  const entries = files.map(([name, file]) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error(`${file} declares nothing: node scripts/build.mjs`);
    return { name, file, names: namesOf(checker, module, '') };
  });
  return { checker, entries };
}

function namesOf(checker: ts.TypeChecker, module: ts.Symbol, prefix: string): PublicName[] {
  return checker.getExportsOfModule(module).flatMap((exported) => {
    const symbol = declared(checker, exported);
    const name = prefix + exported.name;
    const own = { name, symbol, exported };
    return isGroup(symbol) ? [own, ...namesOf(checker, symbol, `${name}.`)] : [own];
  });
}

/** The symbol that an import or export passes on. */
export function declared(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

/** A module of ours that stands behind a name: `metrics`, `errors`; not TensorFlow's. */
export function isGroup(symbol: ts.Symbol): boolean {
  return Boolean(symbol.flags & ts.SymbolFlags.ValueModule) && ownDeclarations(symbol).length > 0;
}

/** Declarations that are ours, not a library's. */
export function ownDeclarations(symbol: ts.Symbol): ts.Declaration[] {
  const dist = join(packageRoot(), 'dist/');
  return (symbol.declarations ?? []).filter((one) => {
    const { fileName } = one.getSourceFile();
    return fileName.startsWith(dist) && fileName !== tensorflow;
  });
}

/** Not for users: private, or marked `@internal`. */
export function isHidden(node: ts.Node): boolean {
  const { name } = node as { name?: ts.Node };
  if (name && ts.isPrivateIdentifier(name)) return true;
  if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => hiding.has(kind))) return true;
  return ts.getJSDocTags(node).some(({ tagName }) => tagName.text === 'internal');
}

const hiding = new Set([ts.SyntaxKind.PrivateKeyword, ts.SyntaxKind.ProtectedKeyword]);
