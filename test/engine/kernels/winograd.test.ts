import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';
import { countNativeCalls, withoutNativeCode } from '../nativeCode.js';

beforeAll(engineReady);

type Pad = Parameters<typeof tf.conv2d>[3];

const values = (shape: [number, number, number, number], seed: number): tf.Tensor4D =>
  tf.randomNormal(shape, 0, 1, 'float32', seed) as tf.Tensor4D;

/** A convolution with bias and relu6, and its gradients by input and weights. */
function convolveAndBack(x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D, pad: Pad): Float32Array[] {
  const convolve = (input: tf.Tensor, weights: tf.Tensor): tf.Tensor =>
    tf.fused.conv2d({
      x: input as tf.Tensor4D,
      filter: weights as tf.Tensor4D,
      strides: 1,
      pad,
      bias,
      activation: 'relu6',
    });
  const y = convolve(x, filter);
  const plain = tf.conv2d(x, filter, 1, pad);
  const gradients = tf.grads((a, b) => tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, pad));
  const [dx, dw] = gradients([x, filter], values(plain.shape, 5)) as [tf.Tensor, tf.Tensor];
  return [y, plain, dx, dw].map((tensor) => tensor.dataSync() as Float32Array);
}

const pads: [Pad][] = [
  ['same'],
  ['valid'],
  [1],
  [2],
  [
    [
      [0, 0],
      [1, 0],
      [0, 2],
      [0, 0],
    ],
  ],
]; // prettier-ignore

const kernels = ['convolve3x3', 'convolve3x3WeightGrad'];

it.each(pads)('convolves as TensorFlow does with padding %j, and calls our kernels for it', (pad) => {
  const run = (): Float32Array[] => {
    const bias = tf.randomNormal([64], 0, 1, 'float32', 3) as tf.Tensor1D;
    return convolveAndBack(values([4, 11, 10, 32], 1), values([3, 3, 32, 64], 2), bias, pad);
  };
  const { calls, stop } = countNativeCalls(...kernels);
  onTestFinished(stop);
  const before = tf.memory().numTensors;
  const ours = tf.tidy(run);
  expect(tf.memory().numTensors).toBe(before);
  // Forward with and without what comes after it and once more for the gradients, which are one of each.
  expect(calls).toEqual({ convolve3x3: 3 + 1, convolve3x3WeightGrad: 1 });
  onTestFinished(withoutNativeCode(...kernels));
  const theirs = tf.tidy(run);
  for (const [i, result] of ours.entries()) closeTo(result, theirs[i] as Float32Array, 1e-5);
});

it('leaves to TensorFlow what it cannot do: strides, dilations, other windows and channels', () => {
  const { calls, stop } = countNativeCalls(...kernels);
  onTestFinished(stop);
  tf.tidy(() => {
    const x = values([2, 12, 12, 32], 1);
    tf.conv2d(x, values([3, 3, 32, 32], 2), 2, 'same');
    tf.conv2d(x, values([3, 3, 32, 32], 2), 1, 'same', 'NHWC', 2);
    tf.conv2d(x, values([3, 3, 32, 33], 2), 1, 'same');
    tf.conv2d(x, values([1, 3, 32, 32], 2), 1, 'same');
    tf.conv2d(values([2, 12, 12, 3], 1), values([3, 3, 3, 32], 2), 1, 'same');
    expect(calls.convolve3x3).toBe(0);
    tf.conv2d(x, values([3, 3, 32, 32], 2), 1, 'same');
    expect(calls.convolve3x3).toBe(1);
  });
});
