import { type LearningRate, LearningRateSlice, slice } from './learningRate.js';
import type { TrainingRun } from './loop/runTraining.js';
import type { FitFlatCosOptions, FitOneCycleOptions, FitOptions } from './options.js';
import { constant, cosineRestarts, cycleEpochs, flatCos, oneCycle } from './schedules.js';

/** The run that {@link Learner.fit} means: `(epochs, lr)` as fastai v1 has it, or `(lrs, nCycle)` as v0.7. */
export function fitRun(first: LearningRate, second: LearningRate, options: FitOptions): TrainingRun {
  const { cycleLen, cycleMult } = options;
  const cyclic = cycleLen !== undefined;
  if (!cyclic && typeof first === 'number' && Number.isInteger(first))
    return { schedule: constant(), ...options, epochs: first, lr: second };
  const cycles = second as number;
  const shape = { cycleLen: cycleLen ?? 1, cycleMult: cycleMult ?? 1 };
  const schedule = cyclic ? cosineRestarts(shape) : constant();
  return { schedule, ...options, epochs: cycleEpochs(cycles, shape), lr: first };
}

/** The run of {@link Learner.fitOneCycle}. @param options or the greatest learning rate */
export function oneCycleRun(epochs: number, options: FitOneCycleOptions | LearningRate): TrainingRun {
  const { maxLr = slice(3e-3), ...rest } = isRate(options) ? { maxLr: options } : options;
  return { ...rest, epochs, lr: maxLr, schedule: oneCycle(rest) };
}

/** The run of {@link Learner.fitFlatCos}. */
export function flatCosRun(epochs: number, { lr = slice(3e-3), ...options }: FitFlatCosOptions): TrainingRun {
  return { ...options, epochs, lr, schedule: flatCos(options) };
}

function isRate(value: FitOneCycleOptions | LearningRate): value is LearningRate {
  return typeof value === 'number' || Array.isArray(value) || value instanceof LearningRateSlice;
}
