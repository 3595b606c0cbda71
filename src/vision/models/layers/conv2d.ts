import { tf } from '../../../engine/index.js';
import { padSpatially, planPadding, spatialShape } from './spatialPadding.js';
import { TorchLayer, type TorchWeight } from './torchLayer.js';

/** What a {@link Conv2d} is made of. */
export interface Conv2dConfig {
  readonly name?: string;
  /** Output channels. */
  readonly filters: number;
  /** Height and width of the kernel. */
  readonly kernelSize: number;
  /** @default 1 */
  readonly strides?: number;
  /** Zeros on each side, as PyTorch's `padding`. @default 0 */
  readonly padding?: number;
  /** @default false */
  readonly useBias?: boolean;
  readonly trainable?: boolean;
}

/** Convolution with PyTorch's symmetric padding: `[n, h, w, c]` → `[n, h', w', filters]`. */
export class Conv2d extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionConv2d';
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: number;
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
    const y = tf.conv2d(padSpatially(x, pads), kernel, this.strides, mode);
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
