import { tf } from '../../engine/index.js';
import type { Parameter, ParameterGroup } from './parameterGroup.js';

/** What makes an optimiser for the trainable weights of a model; a learner calls it whenever they change. */
export type OptimiserFactory = (groups: readonly ParameterGroup[]) => Optimiser;

/**
 * Base of the optimisers: owns the running averages of each weight, and applies weight decay decoupled from the
 * gradient (Loshchilov & Hutter 2017), to every weight, before each step: `p *= 1 − wd · lr`.
 *
 * A new optimiser implements {@link Optimiser.update} for one group.
 */
export abstract class Optimiser {
  /** Steps taken. */
  steps = 0;
  /** Weight decay of the next step. */
  wd = 0;
  /** Momentum (beta1) of the next step. */
  momentum: number;
  readonly #slots = new Map<string, tf.Variable>();

  constructor(
    readonly groups: readonly ParameterGroup[],
    /** Momentum when no schedule sets it. */
    readonly defaultMomentum: number,
  ) {
    this.momentum = defaultMomentum;
  }

  /** One step with the gradients of the weights, by variable name. The gradients stay the caller's. */
  step(gradients: Readonly<tf.NamedTensorMap>): void {
    this.steps += 1;
    tf.tidy(() => {
      for (const group of this.groups) {
        const parameters = group.parameters.filter(({ variable }) => gradients[variable.name]);
        this.update(
          group.lr,
          parameters,
          parameters.map(({ variable }) => gradients[variable.name] as tf.Tensor),
        );
      }
    });
  }

  /** Updates the weights of one group; `gradients[i]` belongs to `parameters[i]`. Runs inside a `tf.tidy`. */
  protected abstract update(
    lr: number,
    parameters: readonly Parameter[],
    gradients: readonly tf.Tensor[],
  ): void;

  /** A tensor that the optimiser keeps for a weight, zeros at first. */
  protected slot(kind: string, { key, variable }: Parameter): tf.Variable {
    const name = `${kind}/${key}`;
    const known = this.#slots.get(name);
    if (known) return known;
    const fresh = tf.variable(tf.zerosLike(variable), false);
    this.#slots.set(name, fresh);
    return fresh;
  }

  /** The running averages by name, to be saved; they stay the optimiser's. */
  slotTensors(): ReadonlyMap<string, tf.Tensor> {
    return this.#slots;
  }

  /** Takes saved averages in; names that belong to no weight of this optimiser are ignored. */
  restore(steps: number, slots: ReadonlyMap<string, tf.Tensor>): void {
    this.steps = steps;
    for (const kept of this.#slots.values()) kept.dispose();
    this.#slots.clear();
    const keys = new Map(this.groups.flatMap(({ parameters }) => parameters.map((p) => [p.key, p.variable])));
    for (const [name, tensor] of slots) {
      const variable = keys.get(name.slice(name.indexOf('/') + 1));
      if (variable && variable.shape.join() === tensor.shape.join()) {
        this.#slots.set(name, tf.variable(tensor, false));
      }
    }
  }

  /** Frees the running averages. */
  dispose(): void {
    for (const slot of this.#slots.values()) slot.dispose();
    this.#slots.clear();
  }
}
