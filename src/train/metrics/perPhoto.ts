import { tf } from '../../engine/index.js';
import { argMax, type Metric, meanMetric } from './metric.js';

/**
 * Share of photos whose most probable class is the right one.
 * @example
 * ```ts
 * import { accuracy } from 'tsvision';
 * await learn.fit(1, 1e-3);
 * await learn.validate(); // the loss, then `accuracy`: 0 … 1
 * ```
 */
export function accuracy(): Metric {
  return meanMetric('accuracy', true, (row, target) => Number(argMax(row) === target));
}

/**
 * Share of photos whose most probable class is wrong: 1 − accuracy.
 * @example
 * ```ts
 * import { createCnn, errorRate, models } from 'tsvision';
 * const learner = await createCnn(data, models.tinyresnet, { metrics: [errorRate] });
 * await learner.validate();
 * ```
 */
export function errorRate(): Metric {
  return meanMetric('error_rate', false, (row, target) => Number(argMax(row) !== target));
}

/**
 * Share of photos whose right class is among the `k` most probable ones. @default k 5
 * @example
 * ```ts
 * import { createCnn, models, topKAccuracy } from 'tsvision';
 * const learner = await createCnn(data, models.tinyresnet, { metrics: [topKAccuracy(2)] });
 * learner.metrics[0]?.name; // → top_2_accuracy
 * ```
 */
export function topKAccuracy(k = 5): Metric {
  return meanMetric(`top_${k}_accuracy`, true, (row, target) => {
    const right = row[target] as number;
    // Of equal probabilities the earlier class comes first.
    const before = row.reduce((n, p, i) => n + Number(p > right || (p === right && i < target)), 0);
    return Number(before < k);
  });
}

/**
 * Share of all labels of photos with several labels that are on the right side of `thresh`. @default 0.5
 * @example
 * ```ts
 * import { accuracyThresh } from 'tsvision';
 * accuracyThresh(0.3).name; // → accuracy_thresh
 * ```
 */
export function accuracyThresh(thresh = 0.5): Metric {
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
 * Mean of −log of the right class's probability, Kaggle's measure.
 *
 * @param clip probabilities are kept between this and 1 − this, so that one sure error is not infinite.
 *   @default 1e-15
 * @example
 * ```ts
 * import { createCnn, logLoss, models } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { metrics: [logLoss()] });
 * ```
 */
export function logLoss(clip = 1e-15): Metric {
  return meanMetric(
    'log_loss',
    false,
    (row, target) => -Math.log(Math.min(1 - clip, Math.max(clip, row[target] as number))),
  );
}
