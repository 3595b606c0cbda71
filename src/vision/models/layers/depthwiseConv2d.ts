import { tf } from '../../../engine/index.js';
import { padSpatially, planPadding, spatialShape } from './spatialPadding.js';
import { TorchLayer, type TorchWeight } from './torchLayer.js';

/** What a {@link DepthwiseConv2d} is made of. */
export interface DepthwiseConv2dConfig {
  readonly name?: string;
  /** Height and width of the kernel. */
  readonly kernelSize: number;
  /** @default 1 */
  readonly strides?: number;
  /** Zeros on each side, as PyTorch's `padding`. @default 0 */
  readonly padding?: number;
  readonly trainable?: boolean;
}

/** Convolution of each channel by its own kernel (PyTorch: `groups` = channels), without bias. */
export class DepthwiseConv2d extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionDepthwiseConv2d';
  readonly kernelSize: number;
  readonly strides: number;
  readonly padding: number;
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
