import { InvalidArgumentError, Random } from '../../core/index.js';

/** Positions of the samples of one fold. */
export interface Fold {
  /** Row numbers to train on. */
  readonly train: readonly number[];
  /** Row numbers to validate on: each row is in one fold's. */
  readonly valid: readonly number[];
}

/**
 * Splits `n` samples into `k` parts of equal size (or one more) by chance; each fold validates on one part and
 * trains on all others, so that every sample validates once (scikit-learn: `KFold`).
 *
 * @throws InvalidArgumentError unless 2 ≤ k ≤ n
 * @example
 * ```ts
 * import { kFold } from 'tsvision';
 * const folds = kFold(10, 5);
 * folds.map(({ train, valid }) => [train.length, valid.length])[0]; // → [ 8, 2 ]
 * ```
 */
export function kFold(n: number, k: number, { seed = 42 }: { readonly seed?: number | string } = {}): Fold[] {
  if (!(Number.isInteger(k) && k >= 2 && k <= n))
    throw new InvalidArgumentError('k', k, `a whole number from 2 to the ${n} samples`);
  const order = new Random(seed).permutation(n);
  const start = (fold: number): number => Math.floor((fold * n) / k);
  return Array.from({ length: k }, (_, fold) => ({
    train: [...order.slice(0, start(fold)), ...order.slice(start(fold + 1))],
    valid: order.slice(start(fold), start(fold + 1)),
  }));
}
