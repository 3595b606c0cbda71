import * as tf from '../tf.js';
import { onCpu } from './cpuKernels.js';
import {
  cropPictures,
  explicitPadding,
  isNumericPadding,
  type Padding2D,
  padPictures,
  sizeOf,
} from './explicitPadding.js';
import { extendKernel, type KernelPart } from './extendKernel.js';

interface PoolAttrs {
  filterSize: number | [number, number];
  strides: number | [number, number];
  pad: number | 'same' | 'valid';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

type Info = tf.backend_util.Conv2DInfo;

/**
 * Pools with numeric and explicit padding, of any rounding, where the backend's own kernels refuse them (TensorFlow)
 * or read outside the picture (WASM): padded here, and run without padding.
 */
export function registerPaddedPools(backendName: 'tensorflow' | 'wasm' | 'webgpu'): void {
  const parts = { MaxPool: maxPool, AvgPool: avgPool };
  registerAvgPoolGradient(backendName);
  extendKernel('MaxPoolGrad', backendName, (call) =>
    typeof call.attrs.pad === 'string' ? undefined : tf.tidy(() => maxPoolGrad(call)),
  );
  for (const [kernelName, part] of Object.entries(parts)) {
    extendKernel(kernelName, backendName, (call) =>
      isNumericPadding(call.attrs) ? tf.tidy(() => part(call)) : undefined,
    );
  }
  for (const kernelName of ['MaxPool3D', 'MaxPool3DGrad', 'AvgPool3D', 'AvgPool3DGrad']) {
    extendKernel(kernelName, backendName, (call) =>
      isNumericPadding(call.attrs) ? onCpu(kernelName, call) : undefined,
    );
  }
}

/**
 * The gradient of a mean over the pixels inside the picture. tfjs's own kernels divide by the size of the window where
 * it hangs over the border too, unlike the mean itself; TensorFlow's does so for `'same'` alone.
 */
export function registerAvgPoolGradient(backendName: string): void {
  extendKernel('AvgPoolGrad', backendName, (call) => {
    const { pad } = call.attrs;
    const known = pad === 'valid' || (pad === 'same' && backendName === 'tensorflow');
    return known ? undefined : tf.tidy(() => avgPoolGrad(call));
  });
}

const maxPool = (({ inputs, attrs }) => {
  const { x } = inputs as { x: tf.Tensor4D };
  const pool = attrs as unknown as PoolAttrs;
  const info = infoOf(x, pool);
  if (isIdentity(info)) return tf.clone(x);
  const padded = padPictures(x, explicitPadding(info), Number.NEGATIVE_INFINITY);
  return tf.maxPool(padded, pool.filterSize, pool.strides, 'valid');
}) satisfies KernelPart;

const maxPoolGrad = (({ inputs, attrs }) => {
  const { dy, input, output } = inputs as Record<string, tf.Tensor4D>;
  const pool = attrs as unknown as PoolAttrs;
  const info = infoOf(input!, pool);
  const padding = explicitPadding(info, sizeOf(dy!));
  const padded = padPictures(input!, padding, Number.NEGATIVE_INFINITY);
  const dx = run('MaxPoolGrad', { dy: dy!, input: padded, output: output! }, pool);
  return cropPictures(dx, padding, info);
}) satisfies KernelPart;

const avgPool = (({ inputs, attrs }) => {
  const { x } = inputs as { x: tf.Tensor4D };
  const pool = attrs as unknown as PoolAttrs;
  const info = infoOf(x, pool);
  if (isIdentity(info)) return tf.clone(x);
  const padding = explicitPadding(info);
  const mean = tf.avgPool(padPictures(x, padding, 0), pool.filterSize, pool.strides, 'valid');
  return tf.div(mean, shareInside(info, padding, pool));
}) satisfies KernelPart;

const avgPoolGrad = (({ inputs, attrs }) => {
  const { dy, input } = inputs as Record<string, tf.Tensor4D>;
  const pool = attrs as unknown as PoolAttrs;
  const info = infoOf(input!, pool);
  const padding = explicitPadding(info, sizeOf(dy!));
  const padded = padPictures(input!, padding, 0);
  const shared = tf.div(dy!, shareInside(info, padding, pool)) as tf.Tensor4D;
  return cropPictures(run('AvgPoolGrad', { dy: shared, input: padded }, pool), padding, info);
}) satisfies KernelPart;

/** tfjs takes a window of one pixel for none where the sizes allow it, whatever the padding and the strides. */
function isIdentity({ filterHeight, filterWidth, inShape, outShape }: Info): boolean {
  return filterHeight === 1 && filterWidth === 1 && tf.util.arraysEqual(inShape, outShape);
}

/** How much of each window lies inside the picture, `[1, outHeight, outWidth, 1]`: a mean leaves the padding out. */
function shareInside({ inHeight, inWidth }: Info, padding: Padding2D, pool: PoolAttrs): tf.Tensor4D {
  const inside = padPictures(tf.ones([1, inHeight, inWidth, 1]), padding, 0);
  return tf.avgPool(inside, pool.filterSize, pool.strides, 'valid');
}

function run(kernelName: string, inputs: tf.NamedTensorMap, { filterSize, strides }: PoolAttrs): tf.Tensor {
  const attrs = { filterSize, strides, pad: 'valid' } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(kernelName, inputs, attrs) as tf.Tensor;
}

function infoOf({ shape }: tf.Tensor4D, { filterSize, strides, pad, dimRoundingMode }: PoolAttrs): Info {
  return tf.backend_util.computePool2DInfo(shape, filterSize, strides, 1, pad, dimRoundingMode);
}
