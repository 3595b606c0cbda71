import { tf } from '../../engine/index.js';
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
export class RmsProp extends Optimiser {
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
    for (const [i, parameter] of parameters.entries()) {
      const { variable } = parameter;
      const gradient = gradients[i] as tf.Tensor;
      const square = this.slot('square', parameter);
      square.assign(tf.add(tf.mul(square, this.#alpha), tf.mul(tf.square(gradient), 1 - this.#alpha)));
      const direction = tf.div(gradient, tf.add(tf.sqrt(square), this.#eps));
      variable.assign(
        tf.sub(this.decayed(variable, lr), tf.mul(this.#withMomentum(parameter, direction), lr)),
      );
    }
  }

  #withMomentum(parameter: Parameter, direction: tf.Tensor): tf.Tensor {
    if (this.momentum === 0) return direction;
    const velocity = this.slot('velocity', parameter);
    velocity.assign(tf.add(tf.mul(velocity, this.momentum), direction));
    return velocity;
  }
}
