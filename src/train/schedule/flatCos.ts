import { annealCos } from './annealing.js';
import type { Schedule } from './schedule.js';

/**
 * The full rate for a while, then a cosine down (fastai v2 `fit_flat_cos`).
 *
 * @param pctStart share of the batches at the full rate, 0 … 1. @default 0.75
 * @param divFinal the rate ends at its maximum divided by this. @default 1e5
 */
export function flatCos({ pctStart = 0.75, divFinal = 1e5 } = {}): Schedule {
  return ({ batchesPerEpoch, epochs }) => {
    const total = batchesPerEpoch * epochs;
    const flat = total * pctStart;
    return (i) => ({
      lrFactor: i < flat ? 1 : annealCos(1, 1 / divFinal, (i - flat) / Math.max(1, total - flat)),
    });
  };
}
