import { beforeAll, expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';

beforeAll(engineReady);

// Channels as in the last stages of ResNets, and a number that fills no register.
it.each([
  [3, 256, 258, 1],
  [3, 255, 256, 1],
  [1, 256, 256, 1],
  [3, 256, 256, 2],
])(
  'the gradient of a %d² convolution of %d to %d channels, stride %d, is its transpose',
  (size, from, to, stride) => {
    const x = tf.randomNormal([2, 6, 5, from], 0, 1, 'float32', 1) as tf.Tensor4D;
    const filter = tf.randomNormal([size, size, from, to], 0, 1, 'float32', 2) as tf.Tensor4D;
    const convolve = (input: tf.Tensor4D): tf.Tensor4D => tf.conv2d(input, filter, stride, 'same');
    const y = convolve(x);
    const dy = tf.randomNormal(y.shape, 0, 1, 'float32', 3) as tf.Tensor4D;
    const before = tf.memory().numTensors;
    const dx = tf.grad(convolve as (input: tf.Tensor) => tf.Tensor)(x, dy);
    expect(tf.memory().numTensors).toBe(before + 1);
    // The defining property of the transpose: ⟨A x, dy⟩ = ⟨x, Aᵀ dy⟩, for another x than the one of the gradient.
    const other = tf.randomNormal(x.shape, 0, 1, 'float32', 4) as tf.Tensor4D;
    const left = tf.sum(tf.mul(convolve(other), dy)).dataSync()[0] as number;
    const right = tf.sum(tf.mul(other, dx)).dataSync()[0] as number;
    const scale = Math.sqrt(x.size) * (tf.norm(dx).dataSync()[0] as number);
    expect(Math.abs(left - right) / scale).toBeLessThan(1e-6);
  },
);
