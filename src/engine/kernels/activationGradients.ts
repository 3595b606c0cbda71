import * as tf from '../tf.js';
import { attribute, dataType, tensorflowBackend } from './tensorflowOps.js';

/**
 * Replaces the gradients of relu and relu6 on TensorFlow by its own kernels: one pass over the memory instead of the
 * three or four of tfjs's composition. They read the output, which the next layer keeps anyway, and not the input,
 * which nobody else needs any more.
 */
export function registerActivationGradients(): void {
  for (const [kernelName, gradientOp, passes] of [
    ['Relu', 'ReluGrad', (y: tf.Tensor) => tf.greater(y, 0)],
    ['Relu6', 'Relu6Grad', (y: tf.Tensor) => tf.logicalAnd(tf.greater(y, 0), tf.less(y, 6))],
  ] as const) {
    tf.registerGradient({
      kernelName,
      outputsToSave: [true],
      gradFunc: (dy, saved) => {
        const backend = tensorflowBackend();
        const [y] = saved as [tf.Tensor];
        const given = dy as tf.Tensor;
        if (!backend || y.dtype !== 'float32')
          return { x: () => tf.mul(given, tf.cast(passes(y), 'float32')) };
        const type = attribute.type('T', dataType.float32);
        return { x: () => backend.executeSingleOutput(gradientOp, [type], [given, y]) };
      },
    });
  }
}
