import { InvalidArgumentError, Random } from '../../core/index.js';

/**
 * Splits by a seeded permutation, of which the first int(validPct · n) are for validation. The items must be in
 * an order that does not depend on the machine.
 *
 * @param validPct share for validation, in [0, 1)
 */
export function splitByPercent<T>(
  items: readonly T[],
  validPct: number,
  seed: number | string = 42,
): [train: T[], valid: T[]] {
  if (!(validPct >= 0 && validPct < 1))
    throw new InvalidArgumentError(
      'validPct',
      validPct,
      'a share: at least 0 and below 1',
      'Write 0.2 for 20 %.',
    );
  const order = new Random(seed).permutation(items.length);
  const count = Math.floor(validPct * items.length);
  const inValid = new Set(order.slice(0, count));
  // Both parts keep the order of the files; the permutation only chooses.
  return [items.filter((_, i) => !inValid.has(i)), items.filter((_, i) => inValid.has(i))];
}
