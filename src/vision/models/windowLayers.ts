import { tf } from '../../engine/index.js';
import { TorchLayer, type TorchWeight } from './layers.js';
import {
  explicitPads,
  outputSize,
  planPadding,
  type SpatialPads,
  type WindowPadding,
} from './spatialPadding.js';

/** `x` with `pads` around it, or `x` itself. */
function padSpatially(x: tf.Tensor4D, pads: SpatialPads | undefined, value = 0): tf.Tensor4D {
  if (pads === undefined) return x;
  return tf.pad(x, explicitPads(pads), value);
}

/** Output shape `[n, h, w, channels]` of a windowed operation on a possibly unknown size. */
export function spatialShape(
  input: tf.Shape,
  channels: number,
  window: number,
  stride: number,
  padding: WindowPadding,
  ceilMode = false,
): tf.Shape {
  const [n = null, h = null, w = null] = input;
  const out = (size: number | null): number | null =>
    size === null ? null : outputSize(size, window, stride, padding, ceilMode);
  return [n, out(h), out(w), channels];
}

/** What a {@link Conv2d} is made of. */
export interface Conv2dConfig {
  readonly name?: string;
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel. */
  readonly kernelSize: number;
  /** @default 1 */
  readonly strides?: number;
  /** Zeros on each side, as PyTorch's `padding`, or TensorFlow's `same`. @default 0 */
  readonly padding?: WindowPadding;
  /** @default false */
  readonly useBias?: boolean;
  readonly trainable?: boolean;
}

/** Convolution with PyTorch's symmetric padding or TensorFlow's `same`: `[n, h, w, c]` → `[n, h', w', filters]`. */
export class Conv2d extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionConv2d';
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: WindowPadding;
  readonly useBias: boolean;
  /** HWIO. */
  kernel: tf.LayerVariable | undefined;
  bias: tf.LayerVariable | undefined;

  constructor(config: Conv2dConfig) {
    super(config);
    this.filters = config.filters;
    this.kernelSize = config.kernelSize;
    this.strides = config.strides ?? 1;
    this.padding = config.padding ?? 0;
    this.useBias = config.useBias ?? false;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = this.singleShape(inputShape)[3] as number;
    const { kernelSize: k, filters } = this;
    const zeros = tf.initializers.zeros();
    this.kernel = this.addWeight('kernel', [k, k, channels, filters], 'float32', zeros);
    if (this.useBias) this.bias = this.addWeight('bias', [filters], 'float32', zeros);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = this.singleShape(inputShape);
    return spatialShape(shape, this.filters, this.kernelSize, this.strides, this.padding);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = this.single(inputs) as tf.Tensor4D;
    const { mode, pads } = planPadding([x.shape[1], x.shape[2]], this.kernelSize, this.strides, this.padding);
    const kernel = this.kernel?.read() as tf.Tensor4D;
    // Padded by the convolution itself: a training step would keep the padded copy as well.
    const y = tf.conv2d(x, kernel, this.strides, pads ? explicitPads(pads) : mode);
    return this.bias === undefined ? y : tf.add(y, this.bias.read());
  }

  override torchWeights(): TorchWeight[] {
    const weights: TorchWeight[] = [];
    if (this.kernel) weights.push({ suffix: 'weight', variable: this.kernel, layout: 'convolution' });
    if (this.bias) weights.push({ suffix: 'bias', variable: this.bias, layout: 'same' });
    return weights;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { filters, kernelSize, strides, padding, useBias } = this;
    return { ...super.getConfig(), filters, kernelSize, strides, padding, useBias };
  }
}

tf.serialization.registerClass(Conv2d);

/** What a {@link DepthwiseConv2d} is made of. */
export interface DepthwiseConv2dConfig {
  readonly name?: string;
  /** Height and width of the kernel. */
  readonly kernelSize: number;
  /** @default 1 */
  readonly strides?: number;
  /** Zeros on each side, as PyTorch's `padding`, or TensorFlow's `same`. @default 0 */
  readonly padding?: WindowPadding;
  readonly trainable?: boolean;
}

/** Convolution of each channel by its own kernel (PyTorch: `groups` = channels), without bias. */
export class DepthwiseConv2d extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionDepthwiseConv2d';
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: WindowPadding;
  /** `[h, w, channels, 1]`. */
  kernel: tf.LayerVariable | undefined;

  constructor(config: DepthwiseConv2dConfig) {
    super(config);
    this.kernelSize = config.kernelSize;
    this.strides = config.strides ?? 1;
    this.padding = config.padding ?? 0;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const channels = this.singleShape(inputShape)[3] as number;
    const k = this.kernelSize;
    this.kernel = this.addWeight('kernel', [k, k, channels, 1], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = this.singleShape(inputShape);
    return spatialShape(shape, shape[3] as number, this.kernelSize, this.strides, this.padding);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = this.single(inputs) as tf.Tensor4D;
    const { mode, pads } = planPadding([x.shape[1], x.shape[2]], this.kernelSize, this.strides, this.padding);
    return tf.depthwiseConv2d(padSpatially(x, pads), this.kernel?.read() as tf.Tensor4D, this.strides, mode);
  }

  override torchWeights(): TorchWeight[] {
    return this.kernel ? [{ suffix: 'weight', variable: this.kernel, layout: 'depthwise' }] : [];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { kernelSize, strides, padding } = this;
    return { ...super.getConfig(), kernelSize, strides, padding };
  }
}

tf.serialization.registerClass(DepthwiseConv2d);

/** What a {@link MaxPool2d} is made of. */
export interface MaxPool2dConfig {
  readonly name?: string;
  /** Height and width of the window. */
  readonly poolSize: number;
  readonly strides: number;
  /** Pixels on each side that never win, as PyTorch's `padding`. @default 0 */
  readonly padding?: number;
  /** PyTorch's `ceil_mode`: a last, incomplete window counts. @default false */
  readonly ceilMode?: boolean;
}

/** Maximum over windows, with PyTorch's padding and rounding. */
export class MaxPool2d extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionMaxPool2d';
  readonly poolSize: number;
  readonly strides: number;
  readonly padding: number;
  readonly ceilMode: boolean;

  constructor(config: MaxPool2dConfig) {
    super(config);
    this.poolSize = config.poolSize;
    this.strides = config.strides;
    this.padding = config.padding ?? 0;
    this.ceilMode = config.ceilMode ?? false;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const shape = this.singleShape(inputShape);
    const { poolSize, strides, padding, ceilMode } = this;
    return spatialShape(shape, shape[3] as number, poolSize, strides, padding, ceilMode);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = this.single(inputs) as tf.Tensor4D;
    const { poolSize, strides, padding, ceilMode } = this;
    const { mode, pads } = planPadding([x.shape[1], x.shape[2]], poolSize, strides, padding, ceilMode);
    return tf.maxPool(padSpatially(x, pads, Number.NEGATIVE_INFINITY), poolSize, strides, mode);
  }

  override torchWeights(): [] {
    return [];
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { poolSize, strides, padding, ceilMode } = this;
    return { ...super.getConfig(), poolSize, strides, padding, ceilMode };
  }
}

tf.serialization.registerClass(MaxPool2d);
