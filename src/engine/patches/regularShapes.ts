import * as tf from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-core', version: '4.22.0' } as const;

/**
 * Refuses rows of different lengths: `tf.tensor([[1, 2], [3]])` names the row that is too short or too long. As it
 * comes, tfjs checks that in its debug mode alone, and else makes a tensor of shape [2, 2] with three numbers.
 */
export function requireRegularShapes(): void {
  tf.env().set('TENSORLIKE_CHECK_SHAPE_CONSISTENCY', true);
}
