import { tf } from '../../engine/index.js';

/**
 * The gradients, scaled down together when their common norm is above `maxNorm` (PyTorch `clip_grad_norm_`). The
 * given ones are disposed of. Nothing is read back from the engine.
 */
export function clipGradients(gradients: tf.NamedTensorMap, maxNorm: number): tf.NamedTensorMap {
  const clipped = tf.tidy(() => {
    const tensors = Object.values(gradients);
    const norm = tf.sqrt(tf.addN(tensors.map((gradient) => tf.sum(tf.square(gradient)))));
    const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
    return Object.fromEntries(Object.entries(gradients).map(([name, each]) => [name, tf.mul(each, scale)]));
  });
  tf.dispose(gradients);
  return clipped;
}
