import { annealExp } from './annealing.js';
import type { Schedule } from './schedule.js';

/**
 * Falls by the same factor with each batch, down to `end` times the first rate at the last batch.
 *
 * @param end share of the rate that is left at the end. @default 0.01
 */
export function exponentialDecay({ end = 0.01 } = {}): Schedule {
  return ({ batchesPerEpoch, epochs }) => {
    const last = Math.max(1, batchesPerEpoch * epochs - 1);
    return (i) => ({ lrFactor: annealExp(1, end, i / last) });
  };
}
