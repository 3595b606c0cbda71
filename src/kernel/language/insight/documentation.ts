import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ts } from '../../patches/typescript.js';

/** A documentation comment, taken apart. */
export interface Documentation {
  readonly text: string;
  /** `@param`, `@returns`, …: tag and text. */
  readonly tags: readonly (readonly [string, string])[];
}

/** The comment above a declaration. Libraries are parsed without their comments, so it is read from the text. */
export function documentationOf(declaration: ts.Node): Documentation | undefined {
  const file = declaration.getSourceFile();
  const ranges = ts.getLeadingCommentRanges(file.text, statementOf(declaration).pos) ?? [];
  const comment = ranges
    .map(({ pos, end }) => file.text.slice(pos, end))
    .findLast((each) => each.startsWith('/**'));
  return comment === undefined ? undefined : parseComment(comment);
}

/** A variable's comment stands above its statement. */
function statementOf(node: ts.Node): ts.Node {
  const isPart =
    ts.isVariableDeclaration(node) || ts.isVariableDeclarationList(node) || ts.isBindingElement(node);
  return isPart ? statementOf(node.parent) : node;
}

function parseComment(comment: string): Documentation {
  const lines = comment
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const text = lines
    .join('\n')
    .replace(
      /\{@link(?:code|plain)?\s+([^}|]+?)(?:\s*\|\s*([^}]+))?\}/g,
      (_, name, label) => label ?? `\`${name}\``,
    );
  const [body = '', ...rest] = text.split(/^@(?=\w)/m);
  const tags = rest.map((tag) => {
    const [, name = '', value = ''] = /^(\w+)\s*([\s\S]*)$/.exec(tag) ?? [];
    return [name, value.trim()] as const;
  });
  return { text: body.trim(), tags };
}

/** Where to read on: the manual of the platform, or the home page of the package. */
export function linkFor(symbol: ts.Symbol, declaration: ts.Node): string | undefined {
  const { fileName } = declaration.getSourceFile();
  if (/\/typescript\/lib\/lib\.[\w.]+\.d\.ts$/.test(fileName)) return mdnLink(symbol, declaration);
  const nodeModule = /\/@types\/node\/(?:[\w-]+\/)*([\w-]+)\.d\.ts$/.exec(fileName)?.[1];
  if (nodeModule) return `https://nodejs.org/api/${nodeModule}.html`;
  if (fileName.includes('/@tensorflow/tfjs-')) return `https://js.tensorflow.org/api/latest/#${symbol.name}`;
  return fileName.includes('/node_modules/') ? homepage(fileName) : undefined;
}

function mdnLink(symbol: ts.Symbol, declaration: ts.Node): string {
  const base = 'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/';
  const { parent } = declaration;
  const owner = ts.isInterfaceDeclaration(parent) ? parent.name.text.replace(/Constructor$/, '') : undefined;
  return base + (owner ? `${owner}/${symbol.name}` : symbol.name);
}

function homepage(fileName: string): string | undefined {
  for (let folder = dirname(fileName); folder.includes('node_modules'); folder = dirname(folder))
    try {
      const info = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
      if (info.name) return typeof info.homepage === 'string' ? info.homepage : undefined;
    } catch {
      // Not the package's folder yet.
    }
  return undefined;
}
