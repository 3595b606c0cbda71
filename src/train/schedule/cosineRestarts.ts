import { InvalidArgumentError } from '../../core/index.js';
import { annealCos } from './annealing.js';
import type { Schedule } from './schedule.js';

/** Length of the cycles of {@link cosineRestarts}. */
export interface CycleShape {
  /** Epochs in the first cycle. @default 1 */
  readonly cycleLen?: number;
  /** Each cycle is so many times longer than the one before. @default 1 */
  readonly cycleMult?: number;
}

/** Epochs in `cycles` cycles: `cycleLen · (1 + m + m² + …)`. */
export function cycleEpochs(cycles: number, { cycleLen = 1, cycleMult = 1 }: CycleShape): number {
  for (const [name, value] of Object.entries({ cycles, cycleLen, cycleMult })) {
    if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError(name, value, 'an integer ≥ 1');
  }
  let epochs = 0;
  for (let i = 0; i < cycles; i++) epochs += cycleLen * cycleMult ** i;
  return epochs;
}

/**
 * Stochastic gradient descent with warm restarts (Loshchilov & Hutter 2016) as fastai v0.7: in each cycle a cosine
 * from the full rate to 0; the first 5 % of the first cycle run at a hundredth of it, to calm a fresh head.
 */
export function cosineRestarts({ cycleLen = 1, cycleMult = 1 }: CycleShape = {}): Schedule {
  return ({ batchesPerEpoch }) => {
    const first = batchesPerEpoch * cycleLen;
    return (iteration) => {
      if (iteration < first / 20) return { lrFactor: 0.01 };
      let [start, length] = [0, first];
      while (iteration >= start + length) {
        start += length;
        length *= cycleMult;
      }
      return { lrFactor: annealCos(1, 0, (iteration - start) / length) };
    };
  };
}
