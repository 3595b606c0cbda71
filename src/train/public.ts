export { ConvLearner, type CreateCnnOptions, cnnLearner, createCnn, visionLearner } from './createCnn.js';
export type {
  BatchRecord,
  CallbackInput,
  CallbackLearner,
  CallbackMaker,
  CsvLogOptions,
  EarlyStoppingOptions,
  MonitorOptions,
  Outcome,
  ReduceOnPlateauOptions,
  SaveBestOptions,
  TrainingCallback,
  TrainingState,
  ValidationResult,
} from './groups/callbacks.js';
export * as callbacks from './groups/callbacks.js';
export type {
  BatchGenerator,
  FitGeneratorOptions,
  FitTensorsOptions,
  Fold,
  GeneratorStepsOptions,
  KerasHistoryPlotOptions,
  KerasTrainingBatch,
  MeanAndSpread,
  SplitParts,
  Splittable,
  TrainTestSplitOptions,
} from './groups/keras.js';
export * as keras from './groups/keras.js';
export type { CrossEntropyOptions, LossFunction, LossTargets } from './groups/losses.js';
export * as losses from './groups/losses.js';
export type {
  AverageOptions,
  FScoreOptions,
  Metric,
  MetricAccumulator,
  MetricBatch,
  MetricInput,
  Scores,
} from './groups/metrics.js';
export * as metrics from './groups/metrics.js';
export type {
  AdamWOptions,
  OptimizerFactory,
  Parameter,
  ParameterGroup,
  RmsPropOptions,
  SgdOptions,
} from './groups/optimizers.js';
export * as optimizers from './groups/optimizers.js';
export type {
  CycleShape,
  ExponentialDecayOptions,
  OneCycleShape,
  RunLength,
  Schedule,
  SchedulePoint,
} from './groups/schedules.js';
export * as schedules from './groups/schedules.js';
export { Learner } from './learner.js';
export { type LearningRate, LearningRateSlice, slice } from './learningRates.js';
export type { DataSplit, Predictions, PredictionsTuple } from './loop/evaluation.js';
export type { Prediction, PredictionTuple } from './loop/predict.js';
export type { TtaOptions } from './loop/testTimeAugmentation.js';
export type {
  FineTuneOptions,
  FitFlatCosOptions,
  FitOneCycleOptions,
  FitOptions,
  LearnerOptions,
  RunOptions,
  Validation,
} from './options.js';
export type { EpochRecord, History, HistoryState } from './recorder/history.js';
export type { LrFindOptions, LrFindResult } from './recorder/lrFind.js';
export { Recorder, type RecorderPlotOptions } from './recorder/recorder.js';
export type { LrFindPoint, LrSuggestions } from './recorder/suggestions.js';
export type { ExportOptions } from './saving/exportLearner.js';
export { loadLearner } from './saving/loadLearner.js';
