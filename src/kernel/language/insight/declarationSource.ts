import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { ts } from '../../patches/typescript.js';

/** Where a name is defined, and how. */
export interface DeclarationSource {
  /** In a package `PACKAGE/path/in/it.ts`, so that a saved notebook names no folder of a machine. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly text: string;
}

/** The TypeScript of a declaration: through the declaration map when a package ships its sources, as we do. */
export function declarationSource(declaration: ts.Node): DeclarationSource {
  return originalSource(declaration) ?? ownSource(declaration);
}

function ownSource(declaration: ts.Node): DeclarationSource {
  const file = declaration.getSourceFile();
  const [first, last] = withOverloads(wholeDeclaration(declaration));
  const { line } = file.getLineAndCharacterOfPosition(first.getStart(file));
  return {
    file: nameInPackage(file.fileName.replace(/^\/cells\/\d+\//, '')),
    line: line + 1,
    text: file.text.slice(first.getStart(file), last.getEnd()),
  };
}

/** A function or method of several signatures is one thing to its reader: from the first of them to its body. */
function withOverloads(declaration: ts.Node): readonly [first: ts.Node, last: ts.Node] {
  if (!ts.isFunctionDeclaration(declaration) && !ts.isMethodDeclaration(declaration))
    return [declaration, declaration];
  const file = declaration.getSourceFile();
  const siblings: ts.Node[] = [];
  ts.forEachChild(declaration.parent, (node) => {
    siblings.push(node);
  });
  const isOfIt = (node: ts.Node | undefined): node is ts.Node =>
    node?.kind === declaration.kind &&
    (node as ts.NamedDeclaration).name?.getText(file) === declaration.name?.getText(file);
  let first = siblings.indexOf(declaration);
  let last = first;
  while (isOfIt(siblings[first - 1])) first--;
  while (isOfIt(siblings[last + 1])) last++;
  return [siblings[first] as ts.Node, siblings[last] as ts.Node];
}

function nameInPackage(file: string): string {
  for (let folder = dirname(file); folder !== dirname(folder); folder = dirname(folder)) {
    const name = packageName(join(folder, 'package.json'));
    if (name) return [name, ...relative(folder, file).split(sep)].join('/');
  }
  return file;
}

function packageName(manifest: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(manifest, 'utf8')) as { readonly name?: string }).name;
  } catch {
    return undefined;
  }
}

function originalSource(declaration: ts.Node): DeclarationSource | undefined {
  const file = declaration.getSourceFile();
  const mapName = `${file.fileName}.map`;
  const name = (declaration as ts.NamedDeclaration).name;
  if (!file.isDeclarationFile || !name || !existsSync(mapName)) return undefined;
  const payload = JSON.parse(readFileSync(mapName, 'utf8')) as ConstructorParameters<typeof SourceMap>[0];
  const { line, character } = file.getLineAndCharacterOfPosition(name.getStart(file));
  const entry = new SourceMap(payload).findEntry(line, character);
  if (!('originalSource' in entry)) return undefined;
  const path = resolve(dirname(file.fileName), payload.sourceRoot ?? '', entry.originalSource);
  if (!existsSync(path)) return undefined;
  const original = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ESNext, true);
  const position = original.getPositionOfLineAndCharacter(entry.originalLine, entry.originalColumn);
  const found = declarationAt(original, position);
  return found ? ownSource(found) : undefined;
}

/** The innermost declaration whose name is at a position. */
function declarationAt(file: ts.SourceFile, position: number): ts.Node | undefined {
  let found: ts.Node | undefined;
  const visit = (node: ts.Node): void => {
    if (position < node.pos || position > node.end) return;
    const { name } = node as ts.NamedDeclaration;
    if (name && name.getStart(file) <= position && position <= name.end) found = node;
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function wholeDeclaration(node: ts.Node): ts.Node {
  const isPart =
    ts.isVariableDeclaration(node) || ts.isVariableDeclarationList(node) || ts.isBindingElement(node);
  return isPart ? wholeDeclaration(node.parent) : node;
}
