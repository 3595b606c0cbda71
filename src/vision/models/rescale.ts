import { tf } from '../../engine/index.js';
import { TorchLayer } from './layers.js';

/** What a {@link Rescale} is made of. */
export interface RescaleConfig {
  readonly name?: string;
  /** Factor of each channel. */
  readonly scale: readonly number[];
  /** Added to each channel after that. */
  readonly shift: readonly number[];
}

/**
 * `x · scale + shift` by channel, with numbers that never learn: for a body that was trained on another scale of
 * pixels than the data come in. It stays a layer of its own: in a convolution that pads with zeros, it would shift the
 * zeros too.
 */
export class Rescale extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionRescale';
  readonly scale: readonly number[];
  readonly shift: readonly number[];

  constructor(config: RescaleConfig) {
    super(config);
    this.scale = [...config.scale];
    this.shift = [...config.shift];
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.add(tf.mul(this.single(inputs), tf.tensor1d([...this.scale])), tf.tensor1d([...this.shift]));
  }

  override torchWeights(): [] {
    return [];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), scale: [...this.scale], shift: [...this.shift] };
  }
}

tf.serialization.registerClass(Rescale);
