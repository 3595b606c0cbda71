import ts from 'typescript';
import { escapeHtml } from '../../notebook/index.js';

const { TokenClass, EndOfLineState } = ts;

const classOf: Readonly<Partial<Record<ts.TokenClass, string>>> = {
  [TokenClass.Keyword]: 'k',
  [TokenClass.Comment]: 'c',
  [TokenClass.NumberLiteral]: 'n',
  [TokenClass.BigIntLiteral]: 'n',
  [TokenClass.StringLiteral]: 's',
  [TokenClass.RegExpLiteral]: 's',
};

const classifier = ts.createClassifier();

/** HTML of an identifier, told what stands before and after it on its line. */
export type IdentifierHtml = (name: string, before: string, after: string) => string;

/**
 * TypeScript as HTML in colours (classes k, c, n, s; m for magics), by the compiler's own scanner.
 *
 * @param identifierHtml what becomes of an identifier, e.g. a link. @default the name itself
 */
export function highlightedCode(source: string, identifierHtml: IdentifierHtml = escapeHtml): string {
  // A cell of a magic is in a language of its own.
  if (source.startsWith('%%')) return escapeHtml(source);
  let state = EndOfLineState.None;
  const lines = source.split('\n').map((line) => {
    if (state === EndOfLineState.None && /^\s*[!%]/.test(line)) return span('m', line);
    const { entries, finalLexState } = classifier.getClassificationsForLine(line, state, false);
    state = finalLexState;
    return lineHtml(line, entries, identifierHtml);
  });
  return lines.join('\n');
}

function lineHtml(
  line: string,
  entries: readonly ts.ClassificationInfo[],
  identifierHtml: IdentifierHtml,
): string {
  let at = 0;
  const parts = entries.map(({ length, classification }) => {
    const [before, text, after] = [line.slice(0, at), line.slice(at, at + length), line.slice(at + length)];
    at += length;
    if (classification === TokenClass.Identifier) return identifierHtml(text, before, after);
    const name = classOf[classification];
    return name ? span(name, text) : escapeHtml(text);
  });
  return parts.join('') + escapeHtml(line.slice(at));
}

function span(name: string, text: string): string {
  return `<span class="${name}">${escapeHtml(text)}</span>`;
}
