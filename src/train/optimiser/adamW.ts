import { tf } from '../../engine/index.js';
import { Optimiser, type OptimiserFactory } from './optimiser.js';
import type { Parameter, ParameterGroup } from './parameterGroup.js';

/** Options of {@link adamW}. */
export interface AdamWOptions {
  /** Weights of the past in the averages of the gradient and of its square. @default [0.9, 0.99] */
  readonly betas?: readonly [number, number];
  /** @default 1e-8 */
  readonly eps?: number;
}

/** Adam with decoupled weight decay: fastai's default optimiser, equal to PyTorch's `AdamW` step for step. */
export function adamW(options: AdamWOptions = {}): OptimiserFactory {
  return (groups) => new AdamW(groups, options);
}

/** See {@link adamW}. */
export class AdamW extends Optimiser {
  readonly #beta2: number;
  readonly #eps: number;

  constructor(groups: readonly ParameterGroup[], { betas = [0.9, 0.99], eps = 1e-8 }: AdamWOptions = {}) {
    super(groups, betas[0]);
    this.#beta2 = betas[1];
    this.#eps = eps;
  }

  protected override update(
    lr: number,
    parameters: readonly Parameter[],
    gradients: readonly tf.Tensor[],
  ): void {
    const [beta1, beta2] = [this.momentum, this.#beta2];
    const stepSize = lr / (1 - beta1 ** this.steps);
    const correction = Math.sqrt(1 - beta2 ** this.steps);
    for (const [i, parameter] of parameters.entries()) {
      const gradient = gradients[i] as tf.Tensor;
      const [mean, square] = [this.slot('mean', parameter), this.slot('square', parameter)];
      mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(gradient, 1 - beta1)));
      square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(gradient), 1 - beta2)));
      const deviation = tf.add(tf.div(tf.sqrt(square), correction), this.#eps);
      const { variable } = parameter;
      variable.assign(tf.sub(this.decayed(variable, lr), tf.mul(tf.div(mean, deviation), stepSize)));
    }
  }
}
