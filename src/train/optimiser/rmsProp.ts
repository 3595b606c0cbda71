import { applyRmsProp, type tf } from '../../engine/index.js';
import { Optimiser, type OptimiserFactory } from './optimiser.js';
import type { Parameter, ParameterGroup } from './parameterGroup.js';

/** Options of {@link rmsProp}. */
export interface RmsPropOptions {
  /** Weight of the past in the average of the squared gradient. @default 0.99 */
  readonly alpha?: number;
  /** @default 1e-8 */
  readonly eps?: number;
  /** @default 0 */
  readonly momentum?: number;
}

/** Gradients divided by their recent size (Hinton), as PyTorch's `RMSprop`: the Keras slides' optimiser. */
export function rmsProp(options: RmsPropOptions = {}): OptimiserFactory {
  return (groups) => new RmsProp(groups, options);
}

/** See {@link rmsProp}. */
class RmsProp extends Optimiser {
  readonly #alpha: number;
  readonly #eps: number;

  constructor(
    groups: readonly ParameterGroup[],
    { alpha = 0.99, eps = 1e-8, momentum = 0 }: RmsPropOptions = {},
  ) {
    super(groups, momentum);
    this.#alpha = alpha;
    this.#eps = eps;
  }

  protected override update(
    lr: number,
    parameters: readonly Parameter[],
    gradients: readonly tf.Tensor[],
  ): void {
    const { momentum, wd } = this;
    const tensors = {
      params: parameters.map(({ variable }) => variable),
      grads: gradients,
      squares: parameters.map((parameter) => this.slot('square', parameter)),
      velocities: momentum === 0 ? [] : parameters.map((parameter) => this.slot('velocity', parameter)),
    };
    applyRmsProp(tensors, { lr, alpha: this.#alpha, eps: this.#eps, momentum, wd });
  }
}
