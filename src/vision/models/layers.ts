import { InvalidArgumentError, Random } from '../../core/index.js';
import { type FusedActivation, fusedBatchNormTraining, moveAverages, tf } from '../../engine/index.js';

/** How a weight lies in a torch file, compared with TensorFlow. */
export type TorchLayout = 'same' | 'convolution' | 'depthwise' | 'linear';

/** One weight of a layer under the name that PyTorch gives it. */
export interface TorchWeight {
  /** Last part of the key: `weight`, `bias`, `running_mean`, … */
  readonly suffix: string;
  readonly variable: tf.LayerVariable;
  readonly layout: TorchLayout;
}

/** A layer of ours: it names its weights as PyTorch does, which saving and loading rely on. */
export abstract class TorchLayer extends tf.layers.Layer {
  /** Weights by torch name; empty before the layer is built. */
  abstract torchWeights(): TorchWeight[];

  /** The only tensor of what a layer is called with. */
  protected single(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs;
  }

  /** The only shape of what a layer is built with. */
  protected singleShape(shape: tf.Shape | tf.Shape[]): tf.Shape {
    return Array.isArray(shape[0]) ? (shape[0] as tf.Shape) : (shape as tf.Shape);
  }
}

/** Whether a layer is called to train (batch statistics, dropout) or to predict. */
export function isTraining(kwargs: unknown): boolean {
  return (kwargs as { training?: boolean } | undefined)?.training === true;
}

/** What a layer is told when the network trains. */
interface TrainingCall {
  /**
   * It is called once more for a batch that it has seen, whose maps were not kept: its state has moved already, and
   * chance must fall as it did. @default false
   */
  readonly replay?: boolean;
  /** What comes after a batch norm, and is its to compute. @default 'none' */
  readonly activation?: FusedActivation;
}

/** What a {@link BatchNorm} is made of. */
export interface BatchNormConfig {
  readonly name?: string;
  /** Share of the new batch in the running statistics, as PyTorch counts it. @default 0.1 */
  readonly momentum?: number;
  /** Added to the variance. @default 1e-5 */
  readonly epsilon?: number;
  readonly trainable?: boolean;
}

/**
 * Batch normalisation over all axes but the last, as PyTorch's `BatchNorm1d` and `BatchNorm2d`: in training by
 * the batch's own mean and variance, in inference by running ones.
 *
 * `trainable` decides whether scale and shift learn; {@link batchStatistics} decides whether training uses the
 * batch's statistics (and updates the running ones) or the running ones.
 */
export class BatchNorm extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionBatchNorm';
  readonly momentum: number;
  readonly epsilon: number;
  /** Whether training normalises by the batch; fastai v0.7 switches it off in frozen groups. @default true */
  batchStatistics = true;
  gamma: tf.LayerVariable | undefined;
  beta: tf.LayerVariable | undefined;
  runningMean: tf.LayerVariable | undefined;
  runningVariance: tf.LayerVariable | undefined;

  constructor(config: BatchNormConfig = {}) {
    super(config);
    this.momentum = config.momentum ?? 0.1;
    this.epsilon = config.epsilon ?? 1e-5;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [this.singleShape(inputShape).at(-1) as number];
    const [zeros, ones] = [tf.initializers.zeros(), tf.initializers.ones()];
    this.gamma = this.addWeight('gamma', shape, 'float32', ones);
    this.beta = this.addWeight('beta', shape, 'float32', zeros);
    this.runningMean = this.addWeight('running_mean', shape, 'float32', zeros, undefined, false);
    this.runningVariance = this.addWeight('running_var', shape, 'float32', ones, undefined, false);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: unknown): tf.Tensor {
    const x = this.single(inputs);
    if (isTraining(kwargs) && this.batchStatistics) return this.#byBatch(x, kwargs as TrainingCall);
    const [mean, variance] = [this.runningMean?.read(), this.runningVariance?.read()];
    return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, ...this.#shiftAndScale());
  }

  #byBatch(x: tf.Tensor, { replay = false, activation = 'none' }: TrainingCall): tf.Tensor {
    const [gamma, beta] = [this.gamma?.read() as tf.Tensor, this.beta?.read() as tf.Tensor];
    const { y, mean, variance } = fusedBatchNormTraining(x, gamma, beta, this.epsilon, activation);
    if (replay) return y;
    const running = [this.runningMean?.read(), this.runningVariance?.read()] as tf.Variable[];
    moveAverages(running, [mean, variance], this.momentum);
    return y;
  }

  #shiftAndScale(): [tf.Tensor1D, tf.Tensor1D, number] {
    return [this.beta?.read() as tf.Tensor1D, this.gamma?.read() as tf.Tensor1D, this.epsilon];
  }

  override torchWeights(): TorchWeight[] {
    const named = { weight: this.gamma, bias: this.beta, running_mean: this.runningMean };
    return Object.entries({ ...named, running_var: this.runningVariance }).flatMap(([suffix, variable]) =>
      variable === undefined ? [] : [{ suffix, variable, layout: 'same' as const }],
    );
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), momentum: this.momentum, epsilon: this.epsilon };
  }
}

/** Moves a running statistic by `share` of the way to this batch's. */
tf.serialization.registerClass(BatchNorm);

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
    const step = (kwargs as TrainingCall).replay ? this.step - 1 : this.step++;
    const random = new Random(`${this.seed}/${this.name}/${step}`);
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

/** min(max(x, 0), 6) as one operation; Keras's own layer takes two. */
export class Relu6 extends TorchLayer {
  /** Name under which a saved model finds the class again. @nocollapse */
  static className = 'TsvisionRelu6';

  constructor(config: { readonly name?: string } = {}) {
    super(config);
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    return this.singleShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.relu6(this.single(inputs));
  }

  override torchWeights(): [] {
    return [];
  }
}

tf.serialization.registerClass(Relu6);
