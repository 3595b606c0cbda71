import * as tf from '../tf.js';
import { attribute, dataType, tensorflowBackend } from './tensorflowOps.js';

/**
 * Replaces the gradients of relu and relu6 on TensorFlow by its own kernels: one pass over the memory instead of
 * the three or four of tfjs's composition.
 */
export function registerActivationGradients(): void {
  for (const [kernelName, gradientOp] of [
    ['Relu', 'ReluGrad'],
    ['Relu6', 'Relu6Grad'],
  ] as const) {
    const composed = tf.getGradient(kernelName);
    tf.registerGradient({
      kernelName,
      inputsToSave: ['x'],
      gradFunc: (dy, saved, attrs) => {
        const backend = tensorflowBackend();
        const [x] = saved as [tf.Tensor];
        if (!backend || x.dtype !== 'float32') return composed.gradFunc(dy, saved, attrs);
        const type = attribute.type('T', dataType.float32);
        return { x: () => backend.executeSingleOutput(gradientOp, [type], [dy as tf.Tensor, x]) };
      },
    });
  }
}
