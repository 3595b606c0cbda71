import type { Schedule } from './schedule.js';

/**
 * Multiplies the rate by `gamma` every `every` epochs (Keras `LearningRateScheduler`, PyTorch `StepLR`).
 *
 * @param every epochs between two steps. @default 1
 * @param gamma factor of one step. @default 0.1
 */
export function stepDecay({ every = 1, gamma = 0.1 } = {}): Schedule {
  return ({ batchesPerEpoch }) =>
    (i) => ({ lrFactor: gamma ** Math.floor(Math.floor(i / batchesPerEpoch) / every) });
}
