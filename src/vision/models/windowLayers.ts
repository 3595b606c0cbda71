import { tf } from '../../engine/index.js';
import { TorchLayer, type TorchWeight } from './layers.js';

/** Zeros before and after rows and columns: `[top, bottom, left, right]`. */
export type SpatialPads = readonly [number, number, number, number];

/** Zeros on each side, as PyTorch's `padding`, or TensorFlow's `same`, which puts an odd pixel at the end. */
export type WindowPadding = number | 'same';

/** What a padding comes to for one input: a mode of the operation, and zeros to add before it. */
export interface PaddingPlan {
  readonly mode: 'same' | 'valid';
  readonly pads: SpatialPads | undefined;
}

/**
 * Plans a padding on an engine that knows `same` and `valid`. TensorFlow's `same` puts the odd pixel of a stride-2
 * operation at the end, PyTorch always pads both sides alike: only where the two agree is `same` used for PyTorch's,
 * elsewhere explicit zeros.
 *
 * @param ceilMode PyTorch's `ceil_mode`: a last, incomplete window counts
 */
export function planPadding(
  size: readonly [number, number],
  window: number,
  stride: number,
  padding: WindowPadding,
  ceilMode = false,
): PaddingPlan {
  if (padding === 'same') return { mode: 'same', pads: undefined };
  const sides = size.map((n) => {
    const out = outputSize(n, window, stride, padding, ceilMode);
    return [padding, Math.max(0, (out - 1) * stride + window - n - padding)] as const;
  }) as [readonly [number, number], readonly [number, number]];
  if (sides.every(([before, after]) => before === 0 && after === 0))
    return { mode: 'valid', pads: undefined };
  const isSame = sides.every(([before, after], i) => {
    const total = Math.max(0, (Math.ceil(size[i]! / stride) - 1) * stride + window - size[i]!);
    return before === Math.floor(total / 2) && after === total - before;
  });
  if (isSame) return { mode: 'same', pads: undefined };
  return { mode: 'valid', pads: [sides[0][0], sides[0][1], sides[1][0], sides[1][1]] };
}

/** Length of an axis after a windowed operation, as PyTorch counts it, or, for `same`, TensorFlow. */
export function outputSize(
  size: number,
  window: number,
  stride: number,
  padding: WindowPadding,
  ceilMode = false,
): number {
  if (padding === 'same') return Math.ceil(size / stride);
  const steps = (size + 2 * padding - window) / stride;
  if (!ceilMode) return Math.floor(steps) + 1;
  const out = Math.ceil(steps) + 1;
  // A window that would start in the padding after the input does not count.
  return (out - 1) * stride >= size + padding ? out - 1 : out;
}

/** `x` with `pads` around it, or `x` itself. */
export function padSpatially(x: tf.Tensor4D, pads: SpatialPads | undefined, value = 0): tf.Tensor4D {
  if (pads === undefined) return x;
  return tf.pad(x, explicitPads(pads), value);
}

/** The same padding as an operation takes it: a pair for each axis of `[n, h, w, channels]`. */
function explicitPads([top, bottom, left, right]: SpatialPads): tf.backend_util.ExplicitPadding {
  return [[0, 0], [top, bottom], [left, right], [0, 0]]; // biome-ignore format: one axis each
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
