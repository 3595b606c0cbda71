import * as tf from '../tf.js';
import { extendKernel, type KernelPart } from './extendKernel.js';
import { nativeActivations, runNative } from './tensorflowOps.js';

/** Channels come in panels of so many (`native/winograd.h`). */
export const winogradPanel = 32;

type Shape4D = [number, number, number, number];

interface ConvolutionAttrs {
  strides: number | [number, number];
  pad: Parameters<typeof tf.backend_util.computeConv2DInfo>[4];
  dilations?: number | [number, number];
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  inputShape?: Shape4D;
  filterShape?: Shape4D;
  activation?: string;
}

/**
 * Convolutions by 3 × 3 at stride 1, and their gradients, in our own code: Winograd's way (Lavin & Gray 2016) multiplies
 * 4/9 as often as TensorFlow's direct one. What is too small for its transforms, or has other channels, is left to
 * TensorFlow.
 */
export function registerWinograd(): void {
  extendKernel('Conv2D', 'tensorflow', convolution);
  extendKernel('FusedConv2D', 'tensorflow', fusedConvolution);
  extendKernel('Conv2DBackpropInput', 'tensorflow', inputGradient);
  extendKernel('Conv2DBackpropFilter', 'tensorflow', weightGradient);
}

const convolution: KernelPart = ({ inputs, attrs }) => {
  const { x, filter } = inputs as Record<string, tf.TensorInfo>;
  return forward(x!, filter!, undefined, 'none', attrs);
};

const fusedConvolution: KernelPart = ({ inputs, attrs }) => {
  const { x, filter, bias, preluActivationWeights } = inputs as Record<string, tf.TensorInfo>;
  const activation = attrs.activation === 'linear' ? 'none' : (attrs.activation as string);
  if (preluActivationWeights || (bias && bias.shape.join() !== `${filter!.shape[3]}`)) return undefined;
  return forward(x!, filter!, bias, activation, attrs);
};

function forward(
  x: tf.TensorInfo,
  filter: tf.TensorInfo,
  bias: tf.TensorInfo | undefined,
  activation: string,
  attrs: tf.NamedAttrMap,
): tf.TensorInfo | undefined {
  const number = (nativeActivations as readonly string[]).indexOf(activation);
  const info = windowOf(x.shape, filter.shape, attrs, 1);
  if (!info || number < 0) return undefined;
  const { outHeight, outWidth, padInfo, outShape } = info;
  const numbers = [outHeight, outWidth, padInfo.top, padInfo.left, 0, number];
  return runNative('convolve3x3', bias ? [x, filter, bias] : [x, filter], numbers, [outShape])?.[0];
}

const inputGradient: KernelPart = ({ inputs, attrs }) => {
  const { dy, filter } = inputs as Record<'dy' | 'filter', tf.TensorInfo>;
  const { inputShape } = attrs as unknown as ConvolutionAttrs;
  const info = windowOf(inputShape!, filter.shape, attrs, 4);
  if (!info || !tf.util.arraysEqual(info.outShape, dy.shape)) return undefined;
  const { inHeight, inWidth, padInfo } = info;
  // The window that reaches an input from the outputs lies on its other side.
  const numbers = [inHeight, inWidth, 2 - padInfo.top, 2 - padInfo.left, 1, 0];
  return runNative('convolve3x3', [dy, filter], numbers, [inputShape!])?.[0];
};

const weightGradient: KernelPart = ({ inputs, attrs }) => {
  const { x, dy } = inputs as Record<'x' | 'dy', tf.TensorInfo>;
  const { filterShape } = attrs as unknown as ConvolutionAttrs;
  const info = windowOf(x.shape, filterShape!, attrs, 4);
  if (!info || !tf.util.arraysEqual(info.outShape, dy.shape)) return undefined;
  const { top, left } = info.padInfo;
  return runNative('convolve3x3WeightGrad', [x, dy], [top, left], [filterShape!])?.[0];
};

/**
 * How the windows lie, where these kernels are the faster ones.
 * @param worth Channels for each tile of outputs up to which the transforms of the weights pay.
 */
function windowOf(
  input: readonly number[],
  filter: readonly number[],
  attrs: tf.NamedAttrMap,
  worth: number,
): tf.backend_util.Conv2DInfo | undefined {
  const { strides, dilations, pad, dataFormat, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
  const [height, width, channels, outChannels] = filter as Shape4D;
  if (height !== 3 || width !== 3 || channels % winogradPanel !== 0 || outChannels % winogradPanel !== 0)
    return undefined;
  if (![strides, dilations ?? 1].flat().every((step) => step === 1) || dataFormat === 'NCHW')
    return undefined;
  const shapes = [input, filter].map((shape) => [...shape]) as [Shape4D, Shape4D];
  const info = tf.backend_util.computeConv2DInfo(...shapes, 1, 1, pad, dimRoundingMode);
  const tiles = info.batchSize * Math.ceil(info.outHeight / 2) * Math.ceil(info.outWidth / 2);
  return tiles * worth >= Math.max(channels, outChannels, winogradPanel) ? info : undefined;
}
