import * as tf from '../tf.js';
import { extendKernel, type KernelPart } from './extendKernel.js';
import { runNative } from './tensorflowOps.js';

type PoolArguments = Parameters<typeof tf.backend_util.computePool2DInfo>;

/** What tfjs tells the kernel of a pool's windows. */
interface PoolAttrs {
  filterSize: PoolArguments[1];
  strides: PoolArguments[2];
  pad: PoolArguments[4];
  dimRoundingMode?: PoolArguments[5];
}

/**
 * The gradient of max pooling in our own code: TensorFlow's goes through the picture value by value, and takes a
 * fifth of a small convnet's step.
 */
export function registerNativePoolGradient(): void {
  extendKernel('MaxPoolGrad', 'tensorflow', maxPoolGrad);
}

const maxPoolGrad = (({ inputs, attrs }) => {
  const { input, dy } = inputs as Record<'input' | 'dy', tf.Tensor4D>;
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as PoolAttrs;
  if (typeof pad !== 'string') return undefined;
  const info = tf.backend_util.computePool2DInfo(input.shape, filterSize, strides, 1, pad, dimRoundingMode);
  if (!tf.util.arraysEqual(info.outShape, dy.shape)) return undefined;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = info;
  const window = [filterHeight, filterWidth, strideHeight, strideWidth, padInfo.top, padInfo.left];
  return runNative('maxPoolGrad', [input, dy], window, [input.shape])?.[0];
}) satisfies KernelPart;
