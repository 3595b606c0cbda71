import type { tf } from '../../engine/index.js';
import { UnsupportedLayerError } from '../errors.js';
import { BatchNorm, Relu6, SeededDropout } from '../models/layers.js';
import { Rescale } from '../models/rescale.js';
import { Conv2d, DepthwiseConv2d, MaxPool2d } from '../models/windowLayers.js';

/** What is applied to each number of an operation's result. */
export type Activation = 'none' | 'relu' | 'relu6' | 'sigmoid' | 'softmax';

/** Zeros on each side, or one of TensorFlow's modes. */
export type Padding = number | 'same' | 'valid';

interface Op {
  /** Values read, by number; value 0 is the input. */
  readonly inputs: readonly number[];
  /** Value made. */
  readonly output: number;
  activation: Activation;
}

/** Convolution; `kernel` is HWIO, or `[h, w, channels, 1]` when depthwise. */
export interface ConvOp extends Op {
  readonly kind: 'conv';
  readonly depthwise: boolean;
  readonly shape: readonly [number, number, number, number];
  kernel: Float32Array;
  bias: Float32Array;
  readonly stride: number;
  readonly padding: Padding;
}

/** Linear layer; `kernel` is `[inputs, outputs]`. */
export interface DenseOp extends Op {
  readonly kind: 'dense';
  readonly shape: readonly [number, number];
  kernel: Float32Array;
  bias: Float32Array;
}

/** `x · scale + shift` by channel: a rescaled input, or a batch norm that could not be folded into a neighbour. */
export interface AffineOp extends Op {
  readonly kind: 'affine';
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/** Maximum over windows. */
export interface MaxPoolOp extends Op {
  readonly kind: 'maxPool';
  readonly poolSize: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly ceilMode: boolean;
}

/** Operations without weights. */
export interface PlainOp extends Op {
  readonly kind: 'add' | 'concat' | 'globalAverage' | 'globalMax' | 'flatten' | 'activation';
}

/** Zeros around rows and columns: `[top, bottom, left, right]`. */
export interface PadOp extends Op {
  readonly kind: 'pad';
  readonly pads: readonly [number, number, number, number];
}

/** Axes in another order; `order` counts the batch axis as 0. */
export interface PermuteOp extends Op {
  readonly kind: 'permute';
  readonly order: readonly number[];
}

/** One operation of a {@link FoldedGraph}. */
export type FoldedOp = ConvOp | DenseOp | AffineOp | MaxPoolOp | PlainOp | PadOp | PermuteOp;

/**
 * A model for inference: batch norm folded into the convolution or linear layer beside it, activations part of the
 * operation before them, dropout gone.
 */
export interface FoldedGraph {
  readonly ops: readonly FoldedOp[];
  /** Number of the result. */
  readonly result: number;
  readonly inputShape: tf.Shape;
  readonly outputShape: tf.Shape;
}

/** An operation without its place in the graph. */
type Unplaced<T> = T extends unknown ? Omit<T, 'inputs' | 'output'> : never;

/** What a layer computes in inference; `undefined` when it passes its input on. */
export type LayerOp = Unplaced<FoldedOp> | undefined;

type Config = Readonly<Record<string, unknown>>;

/** Translates one layer, ours or Keras's; its weights are read from the engine. */
export function layerOp(layer: tf.layers.Layer): LayerOp {
  if (layer instanceof SeededDropout) return undefined;
  if (layer instanceof BatchNorm) {
    const { gamma, beta, runningMean, runningVariance } = layer;
    return affine([gamma, beta, runningMean, runningVariance], layer.epsilon);
  }
  if (layer instanceof Conv2d || layer instanceof DepthwiseConv2d) {
    const bias = layer instanceof Conv2d ? layer.bias : undefined;
    return conv(layer, layer.kernel, bias, layer.strides, layer.padding, layer instanceof DepthwiseConv2d);
  }
  if (layer instanceof MaxPool2d) {
    const { poolSize, strides: stride, padding, ceilMode } = layer;
    return { kind: 'maxPool', poolSize, stride, padding, ceilMode, activation: 'none' };
  }
  if (layer instanceof Rescale) {
    const [scale, shift] = [Float32Array.from(layer.scale), Float32Array.from(layer.shift)];
    return { kind: 'affine', scale, shift, activation: 'none' };
  }
  if (layer instanceof Relu6) return { kind: 'activation', activation: 'relu6' };
  const translate = kerasLayers[layer.getClassName()];
  if (translate === undefined) throw new UnsupportedLayerError(layer.name, layer.getClassName());
  return translate(layer, layer.getConfig());
}

const plain = (kind: 'add' | 'concat' | 'globalAverage' | 'globalMax' | 'flatten') => (): LayerOp => ({
  kind,
  activation: 'none',
});

const kerasLayers: Readonly<Record<string, (layer: tf.layers.Layer, config: Config) => LayerOp>> = {
  InputLayer: () => undefined,
  Dropout: () => undefined,
  Add: plain('add'),
  Concatenate: plain('concat'),
  GlobalAveragePooling2D: plain('globalAverage'),
  GlobalMaxPooling2D: plain('globalMax'),
  Flatten: plain('flatten'),
  Activation: (layer, { activation }) => activationOp(layer, activation),
  Softmax: (layer) => activationOp(layer, 'softmax'),
  ReLU: (layer, { maxValue }) =>
    activationOp(layer, maxValue == null ? 'relu' : maxValue === 6 ? 'relu6' : '?'),
  Permute: (_, { dims }) => ({ kind: 'permute', order: [0, ...(dims as number[])], activation: 'none' }),
  ZeroPadding2D: (_, { padding }) => ({
    kind: 'pad',
    pads: (padding as number[][]).flat() as [number, number, number, number],
    activation: 'none',
  }),
  BatchNormalization: (layer, { epsilon }) => {
    const named = (suffix: string) =>
      layer.weights.find(({ originalName }) => originalName.endsWith(`/${suffix}`));
    const weights = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(named);
    return affine(weights, Number(epsilon));
  },
  Dense: (layer, { activation }) => {
    const [kernel, bias] = layer.weights as [tf.LayerVariable, tf.LayerVariable?];
    const shape = kernel.shape as [number, number];
    return {
      kind: 'dense',
      shape,
      kernel: numbers(kernel),
      bias: bias === undefined ? new Float32Array(shape[1]) : numbers(bias),
      activation: activationName(layer, activation),
    };
  },
  Conv2D: (layer, { strides, padding, activation }) => {
    const [kernel, bias] = layer.weights as [tf.LayerVariable, tf.LayerVariable?];
    const op = conv(layer, kernel, bias, square(layer, strides), padding as Padding, false);
    return { ...op, activation: activationName(layer, activation) };
  },
  MaxPooling2D: (layer, { poolSize, strides, padding }) => ({
    kind: 'maxPool',
    poolSize: square(layer, poolSize),
    stride: square(layer, strides),
    padding: padding as Padding,
    ceilMode: false,
    activation: 'none',
  }),
};

function conv(
  layer: tf.layers.Layer,
  kernel: tf.LayerVariable | undefined,
  bias: tf.LayerVariable | undefined,
  stride: number,
  padding: Padding,
  depthwise: boolean,
): Unplaced<Extract<FoldedOp, { kind: 'conv' }>> {
  if (kernel === undefined)
    throw new UnsupportedLayerError(layer.name, layer.getClassName(), 'it is not built');
  const shape = kernel.shape as [number, number, number, number];
  const channels = depthwise ? shape[2] : shape[3];
  return {
    kind: 'conv',
    depthwise,
    shape,
    kernel: numbers(kernel),
    bias: bias === undefined ? new Float32Array(channels) : numbers(bias),
    stride,
    padding,
    activation: 'none',
  };
}

/** @param weights scale, shift, mean, variance; scale and shift may be absent */
function affine(weights: readonly (tf.LayerVariable | undefined)[], epsilon: number): LayerOp {
  const [gamma, beta, mean, variance] = weights.map((weight) => (weight ? numbers(weight) : undefined));
  const scale = (variance as Float32Array).map((v, i) => (gamma?.[i] ?? 1) / Math.sqrt(v + epsilon));
  const shift = scale.map((s, i) => (beta?.[i] ?? 0) - (mean?.[i] ?? 0) * s);
  return { kind: 'affine', scale, shift, activation: 'none' };
}

function activationOp(layer: tf.layers.Layer, name: unknown): LayerOp {
  const activation = activationName(layer, name);
  return activation === 'none' ? undefined : { kind: 'activation', activation };
}

function activationName(layer: tf.layers.Layer, name: unknown): Activation {
  if (name == null || name === 'linear') return 'none';
  const known = ['relu', 'relu6', 'sigmoid', 'softmax'] as const;
  const found = known.find((candidate) => candidate === name);
  if (found === undefined)
    throw new UnsupportedLayerError(layer.name, layer.getClassName(), `its activation is ${String(name)}`);
  return found;
}

function square(layer: tf.layers.Layer, size: unknown): number {
  const [height, width = height] = [size].flat() as number[];
  if (height === undefined || height !== width)
    throw new UnsupportedLayerError(layer.name, layer.getClassName(), 'its window or step is not square');
  return height;
}

function numbers(weight: tf.LayerVariable): Float32Array {
  return Float32Array.from(weight.read().dataSync());
}
