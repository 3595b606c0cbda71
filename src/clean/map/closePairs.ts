import { type Points, squaredDistance, type Tell } from './layout/nearestRows.js';

/** Pairs of one photo here and one there, flat: row, row, row, row, … */
export type RowPairs = Int32Array;

/** Pairs that are looked for, at most: a set whose parts are copies of each other has millions. */
const mostPairs = 100_000;

/**
 * Pairs of rows, one of each of two lists, that are no farther apart than `distance`: the points are a projection, so
 * that no pair which is near in full is missed. Candidates are sorted along the first component; of those within
 * reach most are given up after a few dimensions.
 */
export async function closePairs(
  { values, dims }: Points,
  ones: Int32Array,
  others: Int32Array,
  distance: number,
  tell: Tell = () => undefined,
): Promise<RowPairs> {
  const first = (row: number): number => values[row * dims] as number;
  const sorted = Int32Array.from(others).sort((a, b) => first(a) - first(b));
  const along = Float32Array.from(sorted, first);
  const limit = distance ** 2;
  const pairs: number[] = [];
  for (const [i, row] of ones.entries()) {
    const own = values.subarray(row * dims, (row + 1) * dims);
    const end = first(row) + distance;
    for (let j = firstNotBelow(along, first(row) - distance); j < sorted.length; j++) {
      if ((along[j] as number) > end) break;
      const other = sorted[j] as number;
      // Equal is near enough, and rounding must not decide.
      if (squaredDistance(own, values, other * dims, dims, limit + 1e-6) < limit + 1e-6)
        pairs.push(row, other);
    }
    if (pairs.length >= 2 * mostPairs) break;
    if (i % 64 === 63) await tell((i + 1) / ones.length);
  }
  return Int32Array.from(pairs);
}

/** Place of the first value that is not below `least`, by halving. */
function firstNotBelow(sorted: Float32Array, least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}
