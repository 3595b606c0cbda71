import { type BoundSourceFile, ts } from '../../patches/typescript.js';

/** How a text is parsed. */
export interface ParseHow {
  /** Whether every node knows the one around it. @default false */
  readonly hasParents?: boolean;
  /** Whether it is being written: what begins like an element may be one. @default false */
  readonly isUnfinished?: boolean;
}

/**
 * Parses a cell or a local file. It is TypeScript first, so that `<T>x` is a cast and `<T>(x: T) => x` a function;
 * what is none, but is TypeScript with JSX, is that.
 */
export function parseText(
  fileName: string,
  text: string,
  options: ts.ScriptTarget | ts.CreateSourceFileOptions,
  { hasParents = false, isUnfinished = false }: ParseHow = {},
): BoundSourceFile {
  const parse = (kind: ts.ScriptKind): BoundSourceFile =>
    ts.createSourceFile(fileName, text, options, hasParents, kind) as BoundSourceFile;
  if (/\.[jt]sx$/.test(fileName)) return parse(ts.ScriptKind.TSX);
  const plain = parse(ts.ScriptKind.TS);
  // An element that is written to its end has one of these.
  const sign = isUnfinished ? /<[\w>]/ : /<\/|\/>/;
  if (plain.parseDiagnostics.length === 0 || !sign.test(text)) return plain;
  const withJsx = parse(ts.ScriptKind.TSX);
  // The name behind a bracket is a tag's more often than a cast's.
  const isTag = isUnfinished && /<[\w.]*$/.test(text) && firstFault(withJsx) === firstFault(plain);
  return (isTag || isBetter(withJsx, plain)) && containsJsx(withJsx) ? withJsx : plain;
}

/** TypeScript's numbers: elements that are not closed, which are told at their beginning. */
export const unclosedElement: ReadonlySet<number> = new Set([17008, 17014]);

/** Whether a text has fewer faults than it has otherwise, or is understood for longer. */
function isBetter(file: BoundSourceFile, other: BoundSourceFile): boolean {
  const isFewer = file.parseDiagnostics.length < other.parseDiagnostics.length;
  return isFewer || firstFault(file) > firstFault(other);
}

function firstFault({ parseDiagnostics }: BoundSourceFile): number {
  const faults = parseDiagnostics.filter(({ code }) => !unclosedElement.has(code));
  return Math.min(...faults.map(({ start }) => start));
}

/** Parses a text as JavaScript, to be checked as such. */
export function parseJavaScript(
  fileName: string,
  text: string,
  options: ts.CreateSourceFileOptions,
): BoundSourceFile {
  const file = ts.createSourceFile(fileName, text, options, true, ts.ScriptKind.JS) as BoundSourceFile;
  // JavaScript is always parsed as if there could be elements in it.
  file.languageVariant = ts.LanguageVariant.Standard;
  file.checkJsDirective = { enabled: true, pos: 0, end: 0 };
  return file;
}

function containsJsx(node: ts.Node): boolean {
  if (ts.isJsxElement(node) || ts.isJsxSelfClosingElement(node) || ts.isJsxFragment(node)) return true;
  return ts.forEachChild(node, containsJsx) ?? false;
}
