import { applyAdamW, applyRmsProp, applySgd, tf } from '../engine/index.js';

/** One trainable weight with a name that is the same in every run of the program. */
export interface Parameter {
  /** Name that is the same in every process, for the saved state. */
  readonly key: string;
  /** What the step changes. */
  readonly variable: tf.Variable;
}

/** Weights that share a learning rate. */
export interface ParameterGroup {
  /** Learnable numbers of the group's layers. */
  readonly parameters: readonly Parameter[];
  /** Learning rate of the next step. */
  lr: number;
}

/** What makes an optimizer for the trainable weights of a model; a learner calls it whenever they change. */
export type OptimizerFactory = (groups: readonly ParameterGroup[]) => Optimizer;

/**
 * Base of the optimizers: owns the running averages of each weight, and applies weight decay decoupled from the
 * gradient (Loshchilov & Hutter 2017), to every weight, before each step: `p *= 1 − wd · lr`.
 *
 * A new optimizer implements {@link Optimizer.update} for one group.
 */
export abstract class Optimizer {
  /** Steps taken. */
  steps = 0;
  /** Weight decay of the next step. */
  wd = 0;
  /** Momentum (beta1) of the next step. */
  momentum: number;
  readonly #slots = new Map<string, tf.Variable>();

  constructor(
    /** Layer groups, first layers first, each with its rate. */
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

  /** A tensor that the optimizer keeps for a weight, zeros at first. */
  protected slot(kind: string, { key, variable }: Parameter): tf.Variable {
    const name = `${kind}/${key}`;
    const known = this.#slots.get(name);
    if (known) return known;
    const fresh = tf.variable(tf.zerosLike(variable), false);
    this.#slots.set(name, fresh);
    return fresh;
  }

  /** The running averages by name, to be saved; they stay the optimizer's. */
  slotTensors(): ReadonlyMap<string, tf.Tensor> {
    return this.#slots;
  }

  /** Takes saved averages in; names that belong to no weight of this optimizer are ignored. */
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

/**
 * The gradients, scaled down together when their common norm is above `maxNorm` (PyTorch `clip_grad_norm_`). The
 * given ones are disposed of. Nothing is read back from the engine.
 */
export function clipGradients(gradients: tf.NamedTensorMap, maxNorm: number): tf.NamedTensorMap {
  const clipped = tf.tidy(() => {
    const tensors = Object.values(gradients);
    const norm = tf.sqrt(tf.addN(tensors.map((gradient) => tf.sum(tf.square(gradient)))));
    const scale = tf.minimum(tf.div(maxNorm, tf.add(norm, 1e-6)), 1);
    return Object.fromEntries(Object.entries(gradients).map(([name, each]) => [name, tf.mul(each, scale)]));
  });
  tf.dispose(gradients);
  return clipped;
}

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Share of the last step that goes on, 0 … 1. @default 0.9 */
  readonly momentum?: number;
}

/**
 * Stochastic gradient descent with momentum, as PyTorch's `SGD`: fastai v0.7's optimizer.
 * @example
 * ```ts
 * import { createCnn, models, sgd } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { optFunc: sgd({ momentum: 0.9 }) });
 * ```
 */
export function sgd(options: SgdOptions = {}): OptimizerFactory {
  return (groups) => new Sgd(groups, options);
}

/** See {@link sgd}. */
class Sgd extends Optimizer {
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

/** Options of {@link rmsProp}. */
export interface RmsPropOptions {
  /** Weight of the past in the average of the squared gradient. @default 0.99 */
  readonly alpha?: number;
  /** Added to the root of the mean square, against division by nothing. @default 1e-8 */
  readonly eps?: number;
  /** Share of the last step that goes on, 0 … 1. @default 0 */
  readonly momentum?: number;
}

/**
 * Gradients divided by their recent size (Hinton), as PyTorch's `RMSprop`: the Keras slides' optimizer.
 * @example
 * ```ts
 * import { createCnn, models, rmsProp } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { optFunc: rmsProp({ alpha: 0.99 }) });
 * ```
 */
export function rmsProp(options: RmsPropOptions = {}): OptimizerFactory {
  return (groups) => new RmsProp(groups, options);
}

/** See {@link rmsProp}. */
class RmsProp extends Optimizer {
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

/** Options of {@link adamW}. */
export interface AdamWOptions {
  /** Weights of the past in the averages of the gradient and of its square. @default [0.9, 0.99] */
  readonly betas?: readonly [number, number];
  /** Added to the root of the mean square, against division by nothing. @default 1e-8 */
  readonly eps?: number;
}

/**
 * Adam with decoupled weight decay: fastai's default optimizer, equal to PyTorch's `AdamW` step for step.
 * @example
 * ```ts
 * import { adamW, createCnn, models } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { optFunc: adamW({ betas: [0.9, 0.99] }), wd: 0.01 });
 * ```
 */
export function adamW(options: AdamWOptions = {}): OptimizerFactory {
  return (groups) => new AdamW(groups, options);
}

/** See {@link adamW}. */
export class AdamW extends Optimizer {
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
