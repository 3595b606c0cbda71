import { InvalidArgumentError, Random } from '../../../core/index.js';
import { tf } from '../../../engine/index.js';
import { isTraining, TorchLayer } from './torchLayer.js';

/** What a {@link SeededDropout} is made of. */
export interface SeededDropoutConfig {
  readonly name?: string;
  /** Share of numbers that become 0 in training, in [0, 1). */
  readonly rate: number;
  /** Seed of the masks. @default 42 */
  readonly seed?: number | string;
}

/**
 * Dropout whose mask depends on seed, layer name and {@link step} alone. The step is the whole state: whoever
 * restores it continues with the masks that an uninterrupted run would have drawn, on any engine.
 */
export class SeededDropout extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionSeededDropout';
  readonly rate: number;
  readonly seed: number | string;
  /** Masks drawn so far. */
  step = 0;

  constructor(config: SeededDropoutConfig) {
    super(config);
    if (!(config.rate >= 0 && config.rate < 1))
      throw new InvalidArgumentError('rate', config.rate, 'in [0, 1)');
    this.rate = config.rate;
    this.seed = config.seed ?? 42;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: unknown): tf.Tensor {
    const x = this.single(inputs);
    if (!isTraining(kwargs) || this.rate === 0) return tf.clone(x);
    const random = new Random(`${this.seed}/${this.name}/${this.step++}`);
    return tf.mul(x, tf.tensor(dropoutMask(x.size, this.rate, random), x.shape));
  }

  override torchWeights(): [] {
    return [];
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, seed: this.seed };
  }
}

/** 0 with probability `rate`, else 1/(1−rate). Two numbers from each 32-bit draw: the mask costs less. */
function dropoutMask(size: number, rate: number, random: Random): Float32Array {
  const mask = new Float32Array(size);
  const keep = Math.fround(1 / (1 - rate));
  const limit = Math.round(rate * 65536);
  for (let i = 0; i < size; i += 2) {
    const bits = random.uint32();
    if ((bits & 0xffff) >= limit) mask[i] = keep;
    if (bits >>> 16 >= limit && i + 1 < size) mask[i + 1] = keep;
  }
  return mask;
}

tf.serialization.registerClass(SeededDropout);
