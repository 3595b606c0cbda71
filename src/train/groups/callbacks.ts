/**
 * What joins a run at its events: stop early, keep the best, mix photos, log. `callbacks.saveBest()`.
 * @module
 */

export { type CsvLogOptions, csvLog } from '../callbacks/csvLog.js';
export { mixup } from '../callbacks/mixup.js';
export type { MonitorOptions } from '../callbacks/monitors.js';
export {
  type EarlyStoppingOptions,
  earlyStopping,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
  type SaveBestOptions,
  saveBest,
} from '../callbacks/monitors.js';
export type { CallbackInput, CallbackLearner, CallbackMaker } from '../host.js';
export type {
  BatchRecord,
  Outcome,
  TrainingCallback,
  TrainingState,
  ValidationResult,
} from '../loop/trainingCallback.js';
