import { tf } from '../../../engine/index.js';
import { BatchNorm, Conv2d, MaxPool2d } from '../layers/index.js';

/** A tensor of a model under construction. */
export type Node = tf.SymbolicTensor;

/** What {@link convolve} can be told. */
export interface ConvolveOptions {
  /** @default 1 */
  readonly stride?: number;
  /** @default 0 */
  readonly padding?: number;
  /** @default false */
  readonly bias?: boolean;
}

/** Applies a layer that has one output. */
export function apply(layer: tf.layers.Layer, inputs: Node | Node[]): Node {
  return layer.apply(inputs) as Node;
}

/** Adds a convolution. */
export function convolve(
  x: Node,
  name: string,
  filters: number,
  k: number,
  options: ConvolveOptions = {},
): Node {
  const { stride: strides = 1, padding = 0, bias: useBias = false } = options;
  return apply(new Conv2d({ name, filters, kernelSize: k, strides, padding, useBias }), x);
}

/** Adds a batch normalisation. */
export function normalize(x: Node, name: string): Node {
  return apply(new BatchNorm({ name }), x);
}

/** Adds a rectifier. */
export function rectify(x: Node, name: string): Node {
  return apply(tf.layers.activation({ name, activation: 'relu' }), x);
}

/** Adds a maximum pooling. */
export function maxPool(
  x: Node,
  name: string,
  poolSize: number,
  strides: number,
  options: { readonly padding?: number; readonly ceilMode?: boolean } = {},
): Node {
  return apply(new MaxPool2d({ name, poolSize, strides, ...options }), x);
}

/** Adds a sum of two equal shapes. */
export function add(a: Node, b: Node, name: string): Node {
  return apply(tf.layers.add({ name }), [a, b]);
}

/** Adds a mean over height and width. */
export function averageAll(x: Node, name: string): Node {
  return apply(tf.layers.globalAveragePooling2d({ name, dataFormat: 'channelsLast' }), x);
}

/** Adds a fully connected layer. Weights start at 0: whoever builds a model sets or loads them. */
export function linear(x: Node, name: string, units: number): Node {
  return apply(tf.layers.dense({ name, units, kernelInitializer: 'zeros' }), x);
}
