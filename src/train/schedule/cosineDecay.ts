import { annealCos } from './annealing.js';
import type { Schedule } from './schedule.js';

/**
 * One cosine over the whole run, without restarts.
 *
 * @param end share of the rate that is left at the end. @default 0
 */
export function cosineDecay({ end = 0 } = {}): Schedule {
  return ({ batchesPerEpoch, epochs }) => {
    const last = Math.max(1, batchesPerEpoch * epochs - 1);
    return (i) => ({ lrFactor: annealCos(1, end, i / last) });
  };
}
