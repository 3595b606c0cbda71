import { tf } from '../../../engine/index.js';
import { padSpatially, planPadding, spatialShape } from './spatialPadding.js';
import { TorchLayer } from './torchLayer.js';

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
