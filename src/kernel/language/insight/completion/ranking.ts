import { ts } from '../../../patches/typescript.js';

/** What decides where an entry stands in the list; lower comes first. */
export interface SortKeys {
  readonly name: string;
  readonly low: string;
  /** Whether it begins exactly as typed, and whether it is an internal one. */
  readonly rank: number;
  readonly isDeprecated: boolean;
}

/** Whether a name could be what is being typed. */
export function fits(name: string, word: string): boolean {
  return name.toLowerCase().startsWith(word.toLowerCase());
}

export function sortKeys(name: string, word: string, symbol: ts.Symbol | undefined): SortKeys {
  const isDeprecated = symbol !== undefined && isDeprecatedSymbol(symbol);
  return { name, low: name.toLowerCase(), rank: rank(name, word), isDeprecated };
}

/** Names that begin exactly as typed come first, internal ones last. */
function rank(name: string, word: string): number {
  return (name.startsWith(word) ? 0 : 1) + (name.startsWith('_') && !word.startsWith('_') ? 2 : 0);
}

/** By what was typed and by age; what is left to {@link compareNames}. */
export function compareRanks(a: SortKeys, b: SortKeys): number {
  return a.rank - b.rank || Number(a.isDeprecated) - Number(b.isDeprecated);
}

/** Without regard to case first, lower case before upper case. */
export function compareNames(a: SortKeys, b: SortKeys): number {
  if (a.low !== b.low) return a.low < b.low ? -1 : 1;
  return a.name > b.name ? -1 : a.name < b.name ? 1 : 0;
}

const mentionsDeprecated = new WeakMap<ts.SourceFile, boolean>();

/** Whether every declaration is marked so. Libraries are parsed without comments: those are read from the text. */
function isDeprecatedSymbol({ declarations }: ts.Symbol): boolean {
  return declarations !== undefined && declarations.length > 0 && declarations.every(isDeprecatedDeclaration);
}

function isDeprecatedDeclaration(declaration: ts.Declaration): boolean {
  const file = declaration.getSourceFile();
  if (!mentions(file)) return false;
  const statement = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const comments = file.text.slice(statement.pos, declaration.getStart(file));
  return /\/\*\*(?:[^*]|\*(?!\/))*@deprecated\b/.test(comments);
}

function mentions(file: ts.SourceFile): boolean {
  const known = mentionsDeprecated.get(file) ?? file.text.includes('@deprecated');
  mentionsDeprecated.set(file, known);
  return known;
}
