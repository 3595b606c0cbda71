import { applyAdamW, type tf } from '../../engine/index.js';
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
    const tensors = {
      params: parameters.map(({ variable }) => variable),
      grads: gradients,
      means: parameters.map((parameter) => this.slot('mean', parameter)),
      squares: parameters.map((parameter) => this.slot('square', parameter)),
    };
    const { momentum: beta1, wd, steps: step } = this;
    applyAdamW(tensors, { lr, beta1, beta2: this.#beta2, eps: this.#eps, wd, step });
  }
}
