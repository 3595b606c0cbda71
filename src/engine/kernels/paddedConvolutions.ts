import * as tf from '../tf.js';
import type { KernelCall } from './cpuKernels.js';
import {
  cropPictures,
  explicitPadding,
  isNumericPadding,
  type Padding2D,
  padPictures,
  sizeOf,
} from './explicitPadding.js';
import { extendKernel, type KernelPart } from './extendKernel.js';

type Shape4D = [number, number, number, number];

interface ConvolutionAttrs {
  strides: number | [number, number];
  pad: number | 'same' | 'valid';
  dilations?: number | [number, number];
  dataFormat?: 'NHWC' | 'NCHW';
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
  inputShape?: Shape4D;
  filterShape?: Shape4D;
}

/**
 * Convolutions with numeric and explicit padding of any rounding: tfjs-node's kernels take the words alone, and
 * WASM's round down. What goes forward gets the exact padding; gradients are those of a padded picture.
 */
export function registerPaddedConvolutions(backendName: 'tensorflow' | 'wasm' | 'webgpu'): void {
  for (const [kernelName, depthwise] of [
    ['Conv2D', false],
    ['FusedConv2D', false],
    ['DepthwiseConv2dNative', true],
    ['FusedDepthwiseConv2D', true],
  ] as const) {
    replacePadding(kernelName, backendName, depthwise);
  }
  for (const [prefix, depthwise] of [
    ['Conv2DBackprop', false],
    ['DepthwiseConv2dNativeBackprop', true],
  ] as const) {
    extendKernel(`${prefix}Input`, backendName, ofPadded(inputGradient(`${prefix}Input`, depthwise)));
    extendKernel(`${prefix}Filter`, backendName, ofPadded(filterGradient(`${prefix}Filter`, depthwise)));
  }
}

type Call = Required<KernelCall>;

function ofPadded(part: (call: Call) => tf.Tensor): KernelPart {
  return (call) =>
    typeof call.attrs.pad !== 'string' && call.attrs.dataFormat !== 'NCHW'
      ? tf.tidy(() => part(call))
      : undefined;
}

function replacePadding(kernelName: string, backendName: string, depthwise: boolean): void {
  const { kernelFunc } = tf.getKernel(kernelName, backendName);
  extendKernel(kernelName, backendName, (call) => {
    if (!isNumericPadding(call.attrs)) return undefined;
    const { x, filter } = call.inputs as { x: tf.Tensor4D; filter: tf.Tensor4D };
    const info = infoOf(x.shape, filter.shape, call.attrs, depthwise);
    const attrs = { ...call.attrs, pad: asPads(explicitPadding(info), info), dimRoundingMode: undefined };
    return kernelFunc({ ...call, attrs: attrs as unknown as tf.NamedAttrMap } as Parameters<
      typeof kernelFunc
    >[0]);
  });
}

/** tfjs's form of explicit padding: a pair for each axis. */
function asPads({ rows, columns }: Padding2D, { dataFormat }: tf.backend_util.Conv2DInfo): number[][] {
  return dataFormat === 'channelsLast' ? [[0, 0], rows, columns, [0, 0]] : [[0, 0], [0, 0], rows, columns];
}

function inputGradient(kernelName: string, depthwise: boolean): (call: Call) => tf.Tensor {
  return ({ inputs, attrs }) => {
    const { dy, filter } = inputs as { dy: tf.Tensor4D; filter: tf.Tensor4D };
    const info = infoOf(attrs.inputShape as Shape4D, filter.shape, attrs, depthwise);
    const padding = explicitPadding(info, sizeOf(dy));
    const [n, height, width, channels] = attrs.inputShape as Shape4D;
    const inputShape = [n, height + sum(padding.rows), width + sum(padding.columns), channels];
    return cropPictures(run(kernelName, { dy, filter }, { ...attrs, inputShape }), padding, info);
  };
}

function filterGradient(kernelName: string, depthwise: boolean): (call: Call) => tf.Tensor {
  return ({ inputs, attrs }) => {
    const { x, dy } = inputs as { x: tf.Tensor4D; dy: tf.Tensor4D };
    const info = infoOf(x.shape, attrs.filterShape as Shape4D, attrs, depthwise);
    const padding = explicitPadding(info, sizeOf(dy));
    return run(kernelName, { x: padPictures(x, padding, 0), dy }, attrs);
  };
}

function run(kernelName: string, inputs: tf.NamedTensorMap, attrs: tf.NamedAttrMap): tf.Tensor {
  const valid = { ...attrs, pad: 'valid', dimRoundingMode: undefined } as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(kernelName, inputs, valid) as tf.Tensor;
}

const sum = ([before, after]: [number, number]): number => before + after;

function infoOf(
  input: Shape4D,
  filter: Shape4D,
  attrs: tf.NamedAttrMap,
  depthwise: boolean,
): tf.backend_util.Conv2DInfo {
  const { strides, dilations, pad, dataFormat, dimRoundingMode } = attrs as unknown as ConvolutionAttrs;
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat ?? 'NHWC');
  const spread = dilations ?? 1;
  return tf.backend_util.computeConv2DInfo(
    input,
    filter,
    strides,
    spread,
    pad,
    dimRoundingMode,
    depthwise,
    format,
  );
}
