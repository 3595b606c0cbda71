import { tf } from '../../engine/index.js';
import type { LossFunction } from './lossFunction.js';

/** Mean of the squared differences, for targets that are numbers: PyTorch's `MSELoss`. */
export function meanSquaredError(): LossFunction {
  return {
    name: 'meanSquaredError',
    activationName: 'none',
    perItem: (outputs, targets) =>
      tf.tidy(() => {
        const values = tf.reshape(outputs, [outputs.shape[0] as number, -1]);
        const wanted = tf.reshape(tf.cast(targets, 'float32'), values.shape);
        return tf.mean(tf.squaredDifference(values, wanted), 1) as tf.Tensor1D;
      }),
    activation: (outputs) => tf.clone(outputs),
  };
}
