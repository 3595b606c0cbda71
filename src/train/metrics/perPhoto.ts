import { InvalidArgumentError } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { argMax, type Metric, meanMetric } from './metric.js';
import { asProbabilities, type Scores, scoreOf } from './scoreTable.js';

/**
 * Share of photos whose most probable class is the right one, 0 … 1: a metric for a learner, `metrics: accuracy`; or,
 * of predictions and targets, the number itself.
 *
 * @param predictions rows of probabilities, log-probabilities or logits, or class indices
 * @param targets class indices, or rows of one 1 (one-hot)
 * @throws InvalidArgumentError when the two are not equally long
 * @example
 * ```ts
 * import { accuracy } from 'tsvision';
 * accuracy([[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]], [0, 1, 1]).toFixed(4); // → 0.6667
 * const [probabilities, targets] = await learn.getPreds();
 * accuracy(probabilities, targets); // the same as the column `accuracy` of the last epoch
 * ```
 */
export function accuracy(): Metric;
export function accuracy(predictions: Scores, targets: Scores): number;
export function accuracy(predictions?: Scores, targets?: Scores): Metric | number {
  const metric = meanMetric('accuracy', true, (row, target) => Number(argMax(row) === target));
  return predictions === undefined ? metric : scoreOf(metric, predictions, targets as Scores);
}

/**
 * Share of photos whose most probable class is wrong, 1 − accuracy: a metric, `metrics: errorRate`; or, of predictions
 * and targets as {@link accuracy} takes them, the number itself.
 * @example
 * ```ts
 * import { createCnn, errorRate, models } from 'tsvision';
 * const learner = await createCnn(data, models.tinyresnet, { metrics: errorRate });
 * await learner.validate();
 * errorRate([0, 2, 1, 1], [0, 1, 1, 1]); // → 0.25
 * ```
 */
export function errorRate(): Metric;
export function errorRate(predictions: Scores, targets: Scores): number;
export function errorRate(predictions?: Scores, targets?: Scores): Metric | number {
  const metric = meanMetric('error_rate', false, (row, target) => Number(argMax(row) !== target));
  return predictions === undefined ? metric : scoreOf(metric, predictions, targets as Scores);
}

/**
 * Share of photos whose right class is among the `k` most probable ones: a metric, `topKAccuracy(3)`; or, of rows of
 * scores and targets, the number itself, `topKAccuracy(predictions, targets, 3)`. @default k 5
 * @throws InvalidArgumentError unless `k` is a whole number from 1
 * @example
 * ```ts
 * import { createCnn, models, topKAccuracy } from 'tsvision';
 * const learner = await createCnn(data, models.tinyresnet, { metrics: [topKAccuracy(2)] });
 * learner.metrics[0]?.name; // → top_2_accuracy
 * topKAccuracy([[0.5, 0.2, 0.2], [0.3, 0.4, 0.2]], [1, 2], 2); // → 0.5
 * ```
 */
export function topKAccuracy(k?: number): Metric;
export function topKAccuracy(predictions: Scores, targets: Scores, k?: number): number;
export function topKAccuracy(first: number | Scores = 5, targets?: Scores, k = 5): Metric | number {
  if (typeof first === 'number') return topKMetric(first);
  return scoreOf(topKMetric(k), first, targets as Scores);
}

function topKMetric(k: number): Metric {
  if (!(Number.isInteger(k) && k >= 1)) throw new InvalidArgumentError('k', k, 'a whole number from 1');
  return meanMetric(`top_${k}_accuracy`, true, (row, target) => {
    const right = row[target] as number;
    // Of equal probabilities the earlier class comes first.
    const before = row.reduce((n, p, i) => n + Number(p > right || (p === right && i < target)), 0);
    return Number(before < k);
  });
}

/**
 * Share of all labels of photos with several labels that are on the right side of `thresh`: a metric,
 * `accuracyThresh(0.3)`; or, of probabilities and rows of 0 and 1, the number itself. @default 0.5
 * @example
 * ```ts
 * import { accuracyThresh } from 'tsvision';
 * accuracyThresh(0.3).name; // → accuracy_thresh
 * accuracyThresh([[0.9, 0.4], [0.2, 0.6]], [[1, 1], [0, 1]]); // → 0.75
 * ```
 */
export function accuracyThresh(thresh?: number): Metric;
export function accuracyThresh(predictions: Scores, targets: Scores, thresh?: number): number;
export function accuracyThresh(
  first: number | Scores = 0.5,
  targets?: Scores,
  thresh = 0.5,
): Metric | number {
  if (typeof first === 'number') return threshMetric(first);
  return scoreOf(threshMetric(thresh), first, targets as Scores, 'flags');
}

function threshMetric(thresh: number): Metric {
  return meanMetric('accuracy_thresh', true, (row, _target, { targets, width }, i) => {
    const right = row.reduce(
      (n, p, j) => n + Number(p > thresh === (targets[i * width + j] as number) > 0.5),
      0,
    );
    return right / width;
  });
}

/**
 * Mean squared error of predicted numbers: a metric; or, of two tensors, the value itself, which can be
 * differentiated: `tf.variableGrads(() => mse(x.dot(a), y))`.
 * @example
 * ```ts
 * import { mse, tf } from 'tsvision';
 * mse(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).dataSync()[0]; // → 2
 * ```
 */
export function mse(): Metric;
export function mse(outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar;
export function mse(outputs?: tf.Tensor, targets?: tf.Tensor): Metric | tf.Scalar {
  if (outputs && targets) return tf.tidy(() => tf.mean(tf.squaredDifference(outputs, targets)) as tf.Scalar);
  return meanMetric('mse', false, (row, target) => ((row[0] as number) - target) ** 2);
}

/**
 * Mean absolute error of predicted numbers: a metric; or, of two tensors, the value itself, as {@link mse}.
 * @example
 * ```ts
 * import { mae, tf } from 'tsvision';
 * mae(tf.tensor1d([1, 2]), tf.tensor1d([1, 4])).dataSync()[0]; // → 1
 * ```
 */
export function mae(): Metric;
export function mae(outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar;
export function mae(outputs?: tf.Tensor, targets?: tf.Tensor): Metric | tf.Scalar {
  if (outputs && targets) return tf.tidy(() => tf.mean(tf.abs(tf.sub(outputs, targets))) as tf.Scalar);
  return meanMetric('mae', false, (row, target) => Math.abs((row[0] as number) - target));
}

/**
 * Mean of −log of the right class's probability, Kaggle's measure: a metric; or, of rows of probabilities (or
 * log-probabilities) and targets, the number itself.
 *
 * @param clip probabilities are kept between this and 1 − this, so that one sure error is not infinite.
 *   @default 1e-15
 * @example
 * ```ts
 * import { createCnn, logLoss, models } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { metrics: [logLoss()] });
 * logLoss([[0.5, 0.5], [0.5, 0.5]], [0, 1]).toFixed(4); // → 0.6931
 * ```
 */
export function logLoss(clip?: number): Metric;
export function logLoss(predictions: Scores, targets: Scores, clip?: number): number;
export function logLoss(first: number | Scores = 1e-15, targets?: Scores, clip = 1e-15): Metric | number {
  if (typeof first === 'number') return logLossMetric(first);
  return scoreOf(logLossMetric(clip), asProbabilities(first), targets as Scores);
}

function logLossMetric(clip: number): Metric {
  return meanMetric(
    'log_loss',
    false,
    (row, target) => -Math.log(Math.min(1 - clip, Math.max(clip, row[target] as number))),
  );
}
