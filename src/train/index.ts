export { type CsvLogOptions, csvLog } from './callbacks/csvLog.js';
export { mixup } from './callbacks/mixup.js';
export type { MonitorOptions } from './callbacks/monitor.js';
export {
  type EarlyStoppingOptions,
  earlyStopping,
  type ReduceOnPlateauOptions,
  reduceOnPlateau,
  type SaveBestOptions,
  saveBest,
} from './callbacks/monitors.js';
export {
  ConvLearner,
  type CreateCnnOptions,
  cnnLearner,
  createCnn,
  visionLearner,
} from './createCnn.js';
export * from './errors.js';
export type { CallbackInput, CallbackLearner, CallbackMaker } from './host.js';
export { type DataSplit, splitLoader } from './inference/dataSplit.js';
export type { Prediction, PredictionTuple } from './inference/predict.js';
export type { Predictions, PredictionsTuple } from './inference/predictions.js';
export type { TtaOptions } from './inference/testTimeAugmentation.js';
export {
  type BatchGenerator,
  evaluateGenerator,
  type FitGeneratorOptions,
  type FitTensorsOptions,
  type Fold,
  fitGenerator,
  fitTensors,
  type GeneratorStepsOptions,
  KerasHistory,
  type KerasHistoryPlotOptions,
  type KerasTrainingBatch,
  kFold,
  predictGenerator,
} from './keras/index.js';
export { Learner } from './learner.js';
export { groupRates, type LearningRate, LearningRateSlice, slice } from './learningRate.js';
export type { Outcome, TrainingCallback } from './loop/trainingCallback.js';
export type { BatchRecord, TrainingState, ValidationResult } from './loop/trainingState.js';
export { type EvaluatedBatch, evaluate } from './loop/validationPass.js';
export type { LossFunction } from './losses.js';
export {
  binaryCrossEntropy,
  binaryLoss,
  type CrossEntropyOptions,
  crossEntropy,
  labelSmoothingCrossEntropy,
  meanSquaredError,
  negativeLogLikelihood,
} from './losses.js';
export { rocAuc } from './metrics/areaUnderCurve.js';
export type { Metric, MetricAccumulator, MetricBatch, MetricInput } from './metrics/metric.js';
export { accuracy, accuracyThresh, errorRate, logLoss, mae, mse, topKAccuracy } from './metrics/perPhoto.js';
export { type AverageOptions, f1Score, fbeta, fScore, precision, recall } from './metrics/precisionRecall.js';
export type { Parameter, ParameterGroup } from './optimizers.js';
export {
  type AdamWOptions,
  adamW,
  Optimizer,
  type OptimizerFactory,
  type RmsPropOptions,
  rmsProp,
  type SgdOptions,
  sgd,
} from './optimizers.js';
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
export type { RunLength, Schedule, SchedulePoint } from './schedules.js';
export {
  type CycleShape,
  constant,
  cosineDecay,
  cosineRestarts,
  exponentialDecay,
  flatCos,
  type OneCycleShape,
  oneCycle,
  stepDecay,
} from './schedules.js';
