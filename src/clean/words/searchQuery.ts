import { comparable, hasWords, tokensOf } from './textTokens.js';

/** Where a term is looked for. */
export type SearchField = 'any' | 'word' | 'class' | 'tag' | 'file';

/** One part of a query; a photo must have all of them, but for those that are refused. */
export interface SearchTerm {
  /** As it is compared: lower case, no accents. */
  readonly text: string;
  /** The words of the text; none where it is signs alone. */
  readonly tokens: readonly string[];
  readonly field: SearchField;
  /** Quoted: whole words, one after the other. Else the last one is only how a word begins. */
  readonly whole: boolean;
  /** With a minus before it: photos that have it are left out. */
  readonly refused: boolean;
}

/** A minus (three are typed and pasted), a field, and a quoted text or one up to the next space. */
const termPattern = /([-\u2212\u2013]?)(?:(word|class|tag|file):)?(?:"([^"]*)"?|(\S+))/giu;

/** What stands there while somebody goes on typing: `teddy -`, `class:`. */
const unfinished = /^[-\u2212\u2013]?(?:(?:word|class|tag|file):)?$/u;

/**
 * Reads what somebody typed into a search box: `teddy "comic book" -class:black file:img_0`. There is no wrong query:
 * a sign that means nothing is looked for in file names, and what is empty counts for nothing.
 */
export function parseQuery(query: string): SearchTerm[] {
  const terms: SearchTerm[] = [];
  for (const [, minus, field = 'any', quoted, bare] of query.matchAll(termPattern)) {
    const text = comparable(quoted ?? bare ?? '').trim();
    if (text === '' || (quoted === undefined && unfinished.test(text))) continue;
    const where = field.toLowerCase() as SearchField;
    const whole = quoted !== undefined;
    terms.push({ text, tokens: tokensOf(text), field: where, whole, refused: minus !== '' });
  }
  return terms;
}

/** Whether a name (a class, a tag, a word of ImageNet) is what a term asks for. */
export function namesTerm(name: string, { text, tokens, whole }: SearchTerm): boolean {
  const compared = comparable(name);
  return tokens.length > 0 ? hasWords(tokensOf(compared), tokens, whole) : compared.includes(text);
}

/** Whether a query has no term by which a photo could be found or left out. */
export function asksForNothing(query: string): boolean {
  return parseQuery(query).length === 0;
}
