/**
 * What an epoch's row says of the validation set: `metrics.accuracy`.
 * @module
 */

export { rocAuc } from '../metrics/areaUnderCurve.js';
export type { Metric, MetricAccumulator, MetricBatch, MetricInput } from '../metrics/metric.js';
export { accuracy, accuracyThresh, errorRate, logLoss, mae, mse, topKAccuracy } from '../metrics/perPhoto.js';
export {
  type AverageOptions,
  type FScoreOptions,
  f1Score,
  fbeta,
  fScore,
  precision,
  recall,
} from '../metrics/precisionRecall.js';
export type { Scores } from '../metrics/scoreTable.js';
