export * from './errors.js';
export * from './groups/callbacks.js';
export * from './groups/losses.js';
export * from './groups/metrics.js';
export * from './groups/optimizers.js';
export * from './groups/schedules.js';
export { type EvaluatedBatch, evaluate, splitLoader } from './loop/evaluation.js';
export * from './public.js';
export { groupRates } from './schedules.js';
