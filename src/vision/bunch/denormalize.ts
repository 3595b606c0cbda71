import { tf } from '../../engine/index.js';
import type { ImageStats } from '../sampling/imageStats.js';

/** Photos as colours in [0, 1], the normalisation undone; the caller owns the new tensor. */
export function denormalize(xs: tf.Tensor4D, stats: ImageStats | undefined): tf.Tensor4D {
  return tf.tidy(() => {
    const colours = stats ? xs.mul(tf.tensor1d([...stats.std])).add(tf.tensor1d([...stats.mean])) : xs;
    return colours.clipByValue(0, 1) as tf.Tensor4D;
  });
}
