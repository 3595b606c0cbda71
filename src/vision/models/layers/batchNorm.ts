import { fusedBatchNormTraining, tf } from '../../../engine/index.js';
import { isTraining, TorchLayer, type TorchWeight } from './torchLayer.js';

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
    if (isTraining(kwargs) && this.batchStatistics) return this.#byBatch(x);
    const [mean, variance] = [this.runningMean?.read(), this.runningVariance?.read()];
    return tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, ...this.#shiftAndScale());
  }

  #byBatch(x: tf.Tensor): tf.Tensor {
    const [gamma, beta] = [this.gamma?.read() as tf.Tensor, this.beta?.read() as tf.Tensor];
    const { y, mean, variance } = fusedBatchNormTraining(x, gamma, beta, this.epsilon);
    tf.tidy(() => {
      moveTowards(this.runningMean, mean, this.momentum);
      moveTowards(this.runningVariance, variance, this.momentum);
    });
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
function moveTowards(running: tf.LayerVariable | undefined, now: tf.Tensor, share: number): void {
  const old = running?.read() as tf.Tensor;
  running?.write(tf.add(old, tf.mul(tf.sub(now, old), share)));
}

tf.serialization.registerClass(BatchNorm);
