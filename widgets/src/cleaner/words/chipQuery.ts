/** Whether a query asks for a word, as a chip puts it there, or refuses it. */
function partsOf(
  query: string,
  word: string,
): Record<'asked' | 'refused', boolean> & { readonly others: string } {
  const term = `word:"${word}"`;
  const unrefused = query.replaceAll(`-${term}`, ' ');
  const others = unrefused.replaceAll(term, ' ').replace(/\s+/g, ' ').trim();
  return { asked: unrefused.includes(term), refused: query.includes(`-${term}`), others };
}

/** Whether a query asks for a word as a chip puts it there. */
export function hasChip(query: string, word: string): boolean {
  return partsOf(query, word).asked;
}

/**
 * A query with a word added; or without it, where it has it already.
 * @param isRefused asks for photos without the word
 */
export function toggled(query: string, word: string, isRefused: boolean): string {
  const { asked, refused, others } = partsOf(query, word);
  if (isRefused ? refused : asked) return others;
  return `${others} ${isRefused ? '-' : ''}word:"${word}"`.trim();
}
