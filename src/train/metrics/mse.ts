import { tf } from '../../engine/index.js';
import { type Metric, meanMetric } from './metric.js';

/**
 * Mean squared error of predicted numbers: a metric; or, of two tensors, the value itself, which can be
 * differentiated: `tf.variableGrads(() => mse(x.dot(a), y))`.
 */
export function mse(): Metric;
export function mse(outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar;
export function mse(outputs?: tf.Tensor, targets?: tf.Tensor): Metric | tf.Scalar {
  if (outputs && targets) return tf.tidy(() => tf.mean(tf.squaredDifference(outputs, targets)) as tf.Scalar);
  return meanMetric('mse', false, (row, target) => ((row[0] as number) - target) ** 2);
}

/** Mean absolute error of predicted numbers: a metric; or, of two tensors, the value itself, as {@link mse}. */
export function mae(): Metric;
export function mae(outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar;
export function mae(outputs?: tf.Tensor, targets?: tf.Tensor): Metric | tf.Scalar {
  if (outputs && targets) return tf.tidy(() => tf.mean(tf.abs(tf.sub(outputs, targets))) as tf.Scalar);
  return meanMetric('mae', false, (row, target) => Math.abs((row[0] as number) - target));
}
