import { tf } from '../../engine/index.js';
import type { LossFunction } from './lossFunction.js';

/**
 * Cross-entropy of sigmoid(logits) with targets of 0 and 1, mean over the classes of a photo: PyTorch's
 * `BCEWithLogitsLoss`. For photos with several labels, or one output for two classes.
 */
export function binaryCrossEntropy(): LossFunction {
  return {
    name: 'binaryCrossEntropy',
    activationName: 'sigmoid',
    perItem: (outputs, targets) =>
      tf.tidy(() => {
        const logits = tf.reshape(outputs, [outputs.shape[0] as number, -1]);
        const labels = tf.reshape(tf.cast(targets, 'float32'), logits.shape);
        // max(x, 0) − x·y + log(1 + e^−|x|): the same as the definition, without its overflow.
        const items = tf.add(
          tf.sub(tf.relu(logits), tf.mul(logits, labels)),
          tf.log1p(tf.exp(tf.neg(tf.abs(logits)))),
        );
        return tf.mean(items, 1) as tf.Tensor1D;
      }),
    activation: (outputs) => tf.sigmoid(outputs),
  };
}
