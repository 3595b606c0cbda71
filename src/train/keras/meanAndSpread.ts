import { InvalidArgumentError } from '../../core/index.js';

/** What several runs of one thing gave; as text `0.890 ± 0.003`. */
export interface MeanAndSpread {
  /** Arithmetic mean of the values, in their unit. */
  readonly mean: number;
  /** Standard deviation of a single run (divided by n − 1); NaN of a single value. */
  readonly spread: number;
  /** Mean and spread with the digits asked for; a single value stands alone, for it has no spread. */
  toString(): string;
}

/**
 * Mean and standard deviation of what repeated runs gave: how far a single run may lie from the mean, and so which
 * differences are worth a word. In a template or a cell of `htmlTable` it is the text `mean ± spread`.
 *
 * @param values one for each run
 * @param digits after the point, of the text. @default 3
 * @throws InvalidArgumentError when there is no value
 * @example
 * ```ts
 * import { meanAndSpread } from 'tsvision';
 * const accuracy = meanAndSpread([0.5, 0.6, 0.7]);
 * String(accuracy); // → 0.600 ± 0.100
 * accuracy.spread.toFixed(1); // → 0.1
 * ```
 */
export function meanAndSpread(values: readonly number[], digits = 3): MeanAndSpread {
  if (values.length === 0) throw new InvalidArgumentError('values', values, 'at least one number');
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = Math.sqrt(squares / (values.length - 1));
  const text = mean.toFixed(digits) + (values.length > 1 ? ` ± ${spread.toFixed(digits)}` : '');
  return { mean, spread, toString: () => text };
}
