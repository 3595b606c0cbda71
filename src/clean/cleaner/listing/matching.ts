import type { SortKey } from '../protocol.js';

/**
 * The photos of a list that a search has found.
 * @param scores of each photo by number, 0 for one that is not found
 */
export function matching(
  positions: readonly number[],
  scores: Float64Array,
  { sort, descending }: { readonly sort: SortKey; readonly descending: boolean },
): number[] {
  const score = (index: number): number => scores[index] ?? 0;
  const found = positions.filter((index) => score(index) > 0);
  if (sort !== 'match') return found;
  const sign = descending ? -1 : 1;
  return found.sort((a, b) => sign * (score(a) - score(b)) || a - b);
}
