import type { Random } from '../../core/index.js';

/** `n` positions, drawn with replacement; each as often as its weight says. */
export function drawWeighted(weights: readonly number[], n: number, random: Random): number[] {
  let total = 0;
  const cumulative = weights.map((weight) => {
    total += weight;
    return total;
  });
  return Array.from({ length: n }, () => firstAbove(cumulative, random.uniform(0, total)));
}

/** Binary search for the first value above `x`. */
function firstAbove(cumulative: readonly number[], x: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
