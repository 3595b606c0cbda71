export type { CallbackInput } from './callbacks/callbackFactory.js';
export { type EarlyStoppingOptions, earlyStopping } from './callbacks/earlyStopping.js';
export { type CsvLogOptions, csvLog } from './callbacks/log/csvLog.js';
export { mixup } from './callbacks/mixup.js';
export type { MonitorOptions } from './callbacks/monitor.js';
export { type ReduceOnPlateauOptions, reduceOnPlateau } from './callbacks/reduceOnPlateau.js';
export { type SaveBestOptions, saveBest } from './callbacks/saveBest.js';
export type { ExportOptions } from './export/exportOptions.js';
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
export { ConvLearner } from './learner/convLearner.js';
export { type CreateCnnOptions, cnnLearner, createCnn, visionLearner } from './learner/createCnn.js';
export { type DataSplit, splitLoader } from './learner/dataSplit.js';
export type {
  FineTuneOptions,
  FitFlatCosOptions,
  FitOneCycleOptions,
  FitOptions,
  RunOptions,
} from './learner/fitOptions.js';
export { Learner } from './learner/learner.js';
export type { LearnerOptions, Validation } from './learner/learnerOptions.js';
export type { ParameterCounts, TrainedModel } from './learner/trainedModel.js';
export type { TrainingCallback } from './loop/trainingCallback.js';
export type { BatchRecord, TrainingState, ValidationResult } from './loop/trainingState.js';
export { type EvaluatedBatch, evaluate } from './loop/validationPass.js';
export { binaryCrossEntropy } from './losses/binaryCrossEntropy.js';
export { binaryLoss } from './losses/binaryLoss.js';
export { type CrossEntropyOptions, crossEntropy, labelSmoothingCrossEntropy } from './losses/crossEntropy.js';
export type { LossFunction } from './losses/lossFunction.js';
export { meanSquaredError } from './losses/meanSquaredError.js';
export { negativeLogLikelihood } from './losses/negativeLogLikelihood.js';
export type { LrFindOptions, LrFindResult } from './lrFinder/lrFind.js';
export type { LrFindPoint, LrSuggestions } from './lrFinder/suggestions.js';
export { accuracy } from './metrics/accuracy.js';
export { accuracyThresh } from './metrics/accuracyThresh.js';
export { rocAuc } from './metrics/areaUnderCurve.js';
export { errorRate } from './metrics/errorRate.js';
export { fbeta } from './metrics/fbeta.js';
export { logLoss } from './metrics/logLoss.js';
export type { Metric, MetricAccumulator, MetricBatch, MetricInput } from './metrics/metric.js';
export { mae, mse } from './metrics/mse.js';
export { type AverageOptions, f1Score, fScore, precision, recall } from './metrics/precisionRecall.js';
export { topKAccuracy } from './metrics/topKAccuracy.js';
export { type AdamWOptions, adamW } from './optimiser/adamW.js';
export { Optimiser, type OptimiserFactory } from './optimiser/optimiser.js';
export type { Parameter, ParameterGroup } from './optimiser/parameterGroup.js';
export { type RmsPropOptions, rmsProp } from './optimiser/rmsProp.js';
export { type SgdOptions, sgd } from './optimiser/sgd.js';
export { loadLearner } from './persistence/loadLearner.js';
export type { EpochRecord, History } from './recorder/history.js';
export { Recorder, type RecorderPlotOptions } from './recorder/recorder.js';
export { constant } from './schedule/constant.js';
export { cosineDecay } from './schedule/cosineDecay.js';
export { type CycleShape, cosineRestarts } from './schedule/cosineRestarts.js';
export { exponentialDecay } from './schedule/exponentialDecay.js';
export { flatCos } from './schedule/flatCos.js';
export { groupRates, type LearningRate, LearningRateSlice, slice } from './schedule/learningRate.js';
export { type OneCycleShape, oneCycle } from './schedule/oneCycle.js';
export type { RunLength, Schedule, SchedulePoint } from './schedule/schedule.js';
export { stepDecay } from './schedule/stepDecay.js';
