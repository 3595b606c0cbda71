import { tf } from '../../engine/index.js';

/** A loss, item by item, so that training, validation and the list of top losses share one definition. */
export interface LossFunction {
  readonly name: string;
  /** {@link LossFunction.activation} by name, for exported models. */
  readonly activationName: 'softmax' | 'sigmoid' | 'exp' | 'none';
  /** Loss of each photo `[n]` from the model's raw outputs `[n, …]` and the targets of the batch. */
  perItem(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor1D;
  /** Weight of each photo in the mean; absent = all equal. */
  itemWeights?(targets: tf.Tensor): tf.Tensor1D;
  /** What the raw outputs mean: probabilities, or the numbers themselves. */
  activation(outputs: tf.Tensor): tf.Tensor;
}

/** Mean loss of a batch: what is differentiated. */
export function meanLoss(loss: LossFunction, outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const items = loss.perItem(outputs, targets);
  const weights = loss.itemWeights?.(targets);
  if (!weights) return tf.mean(items);
  return tf.div(tf.sum(tf.mul(items, weights)), tf.sum(weights));
}
