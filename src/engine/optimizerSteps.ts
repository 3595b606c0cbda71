import { nativeOptimizerStep } from './kernels/nativeOptimizers.js';
import * as tf from './tf.js';

/**
 * Weights, their gradients and the running averages that the step keeps for them: lists of equal length, `x[i]`
 * belonging to `params[i]`. Weights and averages are updated in place; the gradients stay the caller's.
 */
export interface OptimizerTensors {
  readonly params: readonly tf.Variable[];
  readonly grads: readonly tf.Tensor[];
}

/** The state of {@link applyAdamW}. */
export interface AdamWTensors extends OptimizerTensors {
  /** Running average of the gradient. Zeros at first. */
  readonly means: readonly tf.Variable[];
  /** Running average of the squared gradient. Zeros at first. */
  readonly squares: readonly tf.Variable[];
}

/** The numbers of {@link applyAdamW}. */
export interface AdamWNumbers {
  readonly lr: number;
  /** Weight of the past in `means` (the momentum). */
  readonly beta1: number;
  /** Weight of the past in `squares`. */
  readonly beta2: number;
  readonly eps: number;
  /** Decoupled weight decay: `p *= 1 − wd · lr` before the step. */
  readonly wd: number;
  /** Number of this step, from 1: corrects the averages, which start at zero. */
  readonly step: number;
}

/**
 * One step of AdamW (Loshchilov & Hutter 2017) over many weights, equal to PyTorch's `AdamW`. One native call and
 * one pass over the memory where our own binding runs on the processor; tfjs operations elsewhere.
 */
export function applyAdamW(tensors: AdamWTensors, numbers: AdamWNumbers): void {
  const { lr, beta1, beta2, eps, wd, step } = numbers;
  const stepSize = lr / (1 - beta1 ** step);
  const correction = 1 / Math.sqrt(1 - beta2 ** step);
  const { params, grads, means, squares } = tensors;
  const native = [1 - wd * lr, beta1, beta2, eps, stepSize, correction];
  if (nativeOptimizerStep('adamw', params, grads, [means, squares], native)) return;
  forEachParam(tensors, (param, grad, i) => {
    const [mean, square] = [means[i] as tf.Variable, squares[i] as tf.Variable];
    mean.assign(tf.add(tf.mul(mean, beta1), tf.mul(grad, 1 - beta1)));
    square.assign(tf.add(tf.mul(square, beta2), tf.mul(tf.square(grad), 1 - beta2)));
    const deviation = tf.add(tf.mul(tf.sqrt(square), correction), eps);
    param.assign(tf.sub(decayed(param, wd * lr), tf.mul(tf.div(mean, deviation), stepSize)));
  });
}

/**
 * Moves running averages towards new values: `average = (1 − share) · average + share · value`, as PyTorch's batch norm
 * does. In place, in one native call where there is one; no gradient passes.
 */
export function moveAverages(
  averages: readonly tf.Variable[],
  values: readonly tf.Tensor[],
  share: number,
): void {
  // A step of plain SGD with a decay of `share`, and against the gradient.
  if (nativeOptimizerStep('sgd', averages, values, [], [1 - share, -share, 0, 0])) return;
  tf.tidy(() => {
    for (const [i, average] of averages.entries())
      average.assign(tf.add(tf.mul(average, 1 - share), tf.mul(values[i] as tf.Tensor, share)));
  });
}

/** The state of {@link applySgd}. */
export interface SgdTensors extends OptimizerTensors {
  /** The moving step; zeros at first. Needed where `momentum` is above 0. */
  readonly velocities?: readonly tf.Variable[];
}

/** The numbers of {@link applySgd}. */
export interface SgdNumbers {
  readonly lr: number;
  /** Weight of the past step. */
  readonly momentum: number;
  /** Decoupled weight decay: `p *= 1 − wd · lr` before the step. */
  readonly wd: number;
  /** Nesterov's look-ahead. @default false */
  readonly nesterov?: boolean;
}

/** One step of SGD, with momentum as PyTorch's `SGD` (`v = momentum · v + g`, `p −= lr · v`), over many weights. */
export function applySgd(tensors: SgdTensors, numbers: SgdNumbers): void {
  const { lr, momentum, wd, nesterov = false } = numbers;
  const { params, grads, velocities = [] } = tensors;
  const states = momentum === 0 ? [] : [velocities];
  const native = [1 - wd * lr, lr, momentum, Number(nesterov)];
  if (nativeOptimizerStep('sgd', params, grads, states, native)) return;
  forEachParam(tensors, (param, grad, i) => {
    param.assign(
      tf.sub(decayed(param, wd * lr), tf.mul(withMomentum(grad, velocities[i], momentum, nesterov), lr)),
    );
  });
}

/** The state of {@link applyRmsProp}. */
export interface RmsPropTensors extends SgdTensors {
  /** Running average of the squared gradient. Zeros at first. */
  readonly squares: readonly tf.Variable[];
}

/** The numbers of {@link applyRmsProp}. */
export interface RmsPropNumbers {
  readonly lr: number;
  /** Weight of the past in `squares`. */
  readonly alpha: number;
  readonly eps: number;
  readonly momentum: number;
  /** Decoupled weight decay: `p *= 1 − wd · lr` before the step. */
  readonly wd: number;
}

/** One step of RMSprop (Hinton), equal to PyTorch's `RMSprop`, over many weights. */
export function applyRmsProp(tensors: RmsPropTensors, numbers: RmsPropNumbers): void {
  const { lr, alpha, eps, momentum, wd } = numbers;
  const { params, grads, squares, velocities = [] } = tensors;
  const states = momentum === 0 ? [squares] : [squares, velocities];
  if (nativeOptimizerStep('rmsprop', params, grads, states, [1 - wd * lr, lr, alpha, eps, momentum])) return;
  forEachParam(tensors, (param, grad, i) => {
    const square = squares[i] as tf.Variable;
    square.assign(tf.add(tf.mul(square, alpha), tf.mul(tf.square(grad), 1 - alpha)));
    const direction = tf.div(grad, tf.add(tf.sqrt(square), eps));
    param.assign(
      tf.sub(decayed(param, wd * lr), tf.mul(withMomentum(direction, velocities[i], momentum), lr)),
    );
  });
}

function forEachParam(
  { params, grads }: OptimizerTensors,
  update: (param: tf.Variable, grad: tf.Tensor, index: number) => void,
): void {
  for (const [i, param] of params.entries()) tf.tidy(() => update(param, grads[i] as tf.Tensor, i));
}

const decayed = (param: tf.Tensor, rate: number): tf.Tensor => (rate === 0 ? param : tf.mul(param, 1 - rate));

function withMomentum(
  direction: tf.Tensor,
  velocity: tf.Variable | undefined,
  momentum: number,
  nesterov = false,
): tf.Tensor {
  if (momentum === 0 || velocity === undefined) return direction;
  velocity.assign(tf.add(tf.mul(velocity, momentum), direction));
  return nesterov ? tf.add(direction, tf.mul(velocity, momentum)) : velocity;
}
