import { InvalidArgumentError } from '../core/index.js';
import { LearningRatesError } from './errors.js';

/** A range of learning rates over the layer groups; made by {@link slice}. */
export class LearningRateSlice {
  constructor(
    /** Rate of the first group; without it, the earlier groups get a tenth of `stop`. */
    readonly start: number | undefined,
    /** Rate of the last group (the head). */
    readonly stop: number,
  ) {}
}

/** One rate for all layer groups, a {@link slice} over them, or one rate for each of them. */
export type LearningRate = number | LearningRateSlice | readonly number[];

/**
 * Python's `slice` as fastai uses it for learning rates: `slice(a, b)` spreads geometrically from `a` (first layer
 * group) to `b` (head); `slice(b)` trains the head with `b` and all before it with `b / 10`.
 * @example
 * ```ts
 * import { slice } from 'tsvision';
 * learn.unfreeze();
 * await learn.fit(1, slice(1e-5, 1e-3)); // first layers slowly, the head quickly
 * ```
 */
export function slice(stop: number): LearningRateSlice;
export function slice(start: number, stop: number): LearningRateSlice;
export function slice(first: number, second?: number): LearningRateSlice {
  for (const rate of [first, second ?? first]) checkRate(rate);
  return second === undefined
    ? new LearningRateSlice(undefined, first)
    : new LearningRateSlice(first, second);
}

/**
 * The learning rate of each layer group (fastai `lr_range`).
 *
 * @throws {LearningRatesError} when a list's length is not the number of groups.
 */
export function groupRates(rate: LearningRate, groups: number): number[] {
  if (rate instanceof LearningRateSlice) return spread(rate, groups);
  if (typeof rate === 'number') {
    checkRate(rate);
    return Array<number>(groups).fill(rate);
  }
  if (rate.length !== groups) throw new LearningRatesError(rate.length, groups);
  for (const groupRate of rate) checkRate(groupRate);
  return [...rate];
}

function spread({ start, stop }: LearningRateSlice, groups: number): number[] {
  return Array.from({ length: groups }, (_, i) => {
    if (i === groups - 1) return stop;
    return start === undefined ? stop / 10 : start * (stop / start) ** (i / (groups - 1));
  });
}

function checkRate(rate: number): void {
  if (!(Number.isFinite(rate) && rate >= 0)) {
    throw new InvalidArgumentError(
      'lr',
      rate,
      'a finite number ≥ 0',
      'Usual rates lie between 1e-6 and 1e-1.',
    );
  }
}
