import * as tf from '../tf.js';
import { dilated, flippedFilter, patchAt, type Window2D, windowOf } from './convolutionWindow.js';

type Kernel = (inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown>) => tf.Tensor;

/**
 * Adds to the WASM backend the kernels without which nothing trains on it, made of kernels that it has; and replaces
 * its gradient of a convolution by its input, which is scalar code, by a convolution, which is not.
 */
export function registerWasmGradientKernels(): void {
  register('Conv2DBackpropFilter', conv2DBackpropFilter);
  tf.unregisterKernel('Conv2DBackpropInput', 'wasm');
  register('Conv2DBackpropInput', conv2DBackpropInput);
  register('DepthwiseConv2dNativeBackpropFilter', depthwiseBackpropFilter);
  register('DepthwiseConv2dNativeBackpropInput', depthwiseBackpropInput);
  register('UnsortedSegmentSum', unsortedSegmentSum);
}

function register(kernelName: string, kernel: Kernel): void {
  tf.registerKernel({
    kernelName,
    backendName: 'wasm',
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => kernel(inputs as Record<string, tf.Tensor>, attrs as Record<string, unknown>)),
  });
}

/** `dw[ky, kx] = xᵀ · dy` over all positions, one matrix product for each place of the window. */
const conv2DBackpropFilter: Kernel = ({ x, dy }, attrs) => {
  const window = windowOf(x!.shape as Shape4D, attrs.filterShape as Shape4D, attrs);
  const [, , inputs, outputs] = attrs.filterShape as Shape4D;
  const gradient = tf.reshape(dy!, [-1, outputs]);
  const places = eachPlace(window, (ky, kx) =>
    tf.matMul(tf.reshape(patchAt(x as tf.Tensor4D, window, ky, kx), [-1, inputs]), gradient, true, false),
  );
  return tf.reshape(tf.stack(places), attrs.filterShape as Shape4D);
};

/** A convolution of the gradient, spread out by the stride, with the filter turned by half a circle. */
const conv2DBackpropInput: Kernel = ({ dy, filter }, attrs) => {
  const window = windowOf(attrs.inputShape as Shape4D, filter!.shape as Shape4D, attrs);
  return tf.conv2d(dilated(dy as tf.Tensor4D, window), flippedFilter(filter as tf.Tensor4D), 1, 'valid');
};

const depthwiseBackpropFilter: Kernel = ({ x, dy }, attrs) => {
  const [height, width, channels, multiplier] = attrs.filterShape as Shape4D;
  const window = windowOf(x!.shape as Shape4D, [height, width, channels, multiplier], attrs);
  const gradient = tf.reshape(dy!, [-1, channels, multiplier]);
  const places = eachPlace(window, (ky, kx) => {
    const patch = tf.reshape(patchAt(x as tf.Tensor4D, window, ky, kx), [-1, channels, 1]);
    return tf.sum(tf.mul(patch, gradient), 0);
  });
  return tf.reshape(tf.stack(places), [height, width, channels, multiplier]);
};

const depthwiseBackpropInput: Kernel = ({ dy, filter }, attrs) => {
  const [height, width, channels, multiplier] = filter!.shape as Shape4D;
  const window = windowOf(attrs.inputShape as Shape4D, filter!.shape as Shape4D, attrs);
  const spread = tf.reshape(dilated(dy as tf.Tensor4D, window), [-1, channels, multiplier]);
  const turned = tf.reverse(filter as tf.Tensor4D, [0, 1]);
  const [rows, columns] = [window.spreadHeight, window.spreadWidth];
  const parts = Array.from({ length: multiplier }, (_, m) => {
    const part = tf.reshape(tf.slice(spread, [0, 0, m], [-1, channels, 1]), [-1, rows, columns, channels]);
    const kernel = tf.slice(turned, [0, 0, 0, m], [height, width, channels, 1]);
    return tf.depthwiseConv2d(part as tf.Tensor4D, kernel as tf.Tensor4D, 1, 'valid');
  });
  return parts.length === 1 ? (parts[0] as tf.Tensor) : tf.addN(parts);
};

/** One-hot rows of the segments times the values; rows of ids outside the range are zero and fall out. */
const unsortedSegmentSum: Kernel = ({ x, segmentIds }, { numSegments }) => {
  const count = numSegments as number;
  // In int32: the backend's one-hot of float32 writes integers into its floats.
  const ids = tf.reshape(segmentIds!, [-1]) as tf.Tensor1D;
  const chosen = tf.cast(tf.oneHot(ids, Math.max(count, 2)), 'float32'); // tfjs knows no one-hot of one.
  const [first, ...rest] = x!.shape;
  const values = tf.cast(tf.reshape(x!, [first as number, -1]), 'float32');
  const sums = tf.slice(tf.matMul(chosen, values, true, false), 0, count);
  return tf.cast(tf.reshape(sums, [count, ...rest]), x!.dtype);
};

type Shape4D = [number, number, number, number];

function eachPlace(window: Window2D, make: (ky: number, kx: number) => tf.Tensor): tf.Tensor[] {
  return Array.from({ length: window.filterHeight * window.filterWidth }, (_, i) =>
    // Each place has its own memory only while it is computed.
    tf.tidy(() => make(Math.floor(i / window.filterWidth), i % window.filterWidth)),
  );
}
