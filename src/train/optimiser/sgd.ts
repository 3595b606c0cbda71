import { applySgd, type tf } from '../../engine/index.js';
import { Optimiser, type OptimiserFactory } from './optimiser.js';
import type { Parameter, ParameterGroup } from './parameterGroup.js';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Share of the last step that goes on, 0 … 1. @default 0.9 */
  readonly momentum?: number;
}

/** Stochastic gradient descent with momentum, as PyTorch's `SGD`: fastai v0.7's optimiser. */
export function sgd(options: SgdOptions = {}): OptimiserFactory {
  return (groups) => new Sgd(groups, options);
}

/** See {@link sgd}. */
class Sgd extends Optimiser {
  constructor(groups: readonly ParameterGroup[], { momentum = 0.9 }: SgdOptions = {}) {
    super(groups, momentum);
  }

  protected override update(
    lr: number,
    parameters: readonly Parameter[],
    gradients: readonly tf.Tensor[],
  ): void {
    const { momentum, wd } = this;
    const velocities = momentum === 0 ? [] : parameters.map((parameter) => this.slot('velocity', parameter));
    const params = parameters.map(({ variable }) => variable);
    applySgd({ params, grads: gradients, velocities }, { lr, momentum, wd });
  }
}
