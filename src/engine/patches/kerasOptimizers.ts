import { nativeOptimizerStep } from '../kernels/nativeOptimizers.js';
import * as tf from '../tf.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-core', version: '4.22.0' } as const;

/** A running average as the optimizers of TensorFlow.js keep it. */
interface Average {
  originalName: string;
  variable: tf.Variable;
}

/** Weights with their gradients, all of them float32. */
interface Given {
  readonly names: readonly string[];
  readonly params: readonly tf.Variable[];
  readonly grads: readonly tf.Tensor[];
}

type Gradients = Parameters<tf.Optimizer['applyGradients']>[0];

/** What is private or protected to the optimizers. */
interface Inside {
  iterations: number;
  incrementIterations(): void;
}
interface RmsPropInside extends Inside {
  learningRate: number;
  decay: number;
  momentum: number;
  epsilon: number;
  centered: boolean;
  accumulatedMeanSquares: Average[];
  accumulatedMoments: Average[];
}
interface AdamInside extends Inside {
  learningRate: number;
  beta1: number;
  beta2: number;
  epsilon: number;
  accBeta1: tf.Variable;
  accBeta2: tf.Variable;
  accumulatedFirstMoment: Average[];
  accumulatedSecondMoment: Average[];
}
interface SgdInside extends Inside {
  learningRate: number;
}
interface MomentumInside extends SgdInside {
  momentum: number;
  useNesterov: boolean;
  accumulations: Average[];
}

/**
 * Lets the optimizers of TensorFlow.js, which compiled models train with, take their step in one native call where
 * there is such code: of their own they make a dozen operations for each weight, half of the time of a small net.
 * Their averages stay where they keep them.
 */
export function stepNatively(): void {
  before<RmsPropInside>(tf.RMSPropOptimizer, rmsProp);
  before<AdamInside>(tf.AdamOptimizer, adam);
  before<SgdInside>(tf.SGDOptimizer, ({ learningRate }, { params, grads }) =>
    nativeOptimizerStep('sgd', params, grads, [], [1, learningRate, 0, 0]),
  );
  before<MomentumInside>(tf.MomentumOptimizer, momentum);
}

function rmsProp(optimizer: RmsPropInside, given: Given): boolean {
  if (optimizer.centered) return false;
  const states = [
    averages(optimizer.accumulatedMeanSquares, given, 'rms'),
    averages(optimizer.accumulatedMoments, given, 'momentum'),
  ];
  const { learningRate, decay, epsilon, momentum } = optimizer;
  const numbers = [learningRate, decay, epsilon, momentum];
  return nativeOptimizerStep('kerasRmsprop', given.params, given.grads, states, numbers);
}

function adam(optimizer: AdamInside, given: Given): boolean {
  const states = [
    averages(optimizer.accumulatedFirstMoment, given, 'm'),
    averages(optimizer.accumulatedSecondMoment, given, 'v'),
  ];
  const { learningRate, beta1, beta2, epsilon, accBeta1, accBeta2 } = optimizer;
  const step = optimizer.iterations + 1;
  const numbers = [
    ...[1, beta1, beta2, epsilon],
    ...[learningRate / (1 - beta1 ** step), 1 / Math.sqrt(1 - beta2 ** step)],
  ];
  if (!nativeOptimizerStep('adamw', given.params, given.grads, states, numbers)) return false;
  // What a saved optimizer holds, and what the step in tfjs operations goes on from.
  tf.tidy(() => {
    accBeta1.assign(tf.mul(accBeta1, beta1));
    accBeta2.assign(tf.mul(accBeta2, beta2));
  });
  return true;
}

function momentum(optimizer: MomentumInside, given: Given): boolean {
  const states = [averages(optimizer.accumulations, given, 'momentum')];
  const numbers = [1, optimizer.learningRate, optimizer.momentum, Number(optimizer.useNesterov)];
  return nativeOptimizerStep('sgd', given.params, given.grads, states, numbers);
}

function before<Optimizer extends Inside>(
  kind: { prototype: tf.Optimizer },
  step: (optimizer: Optimizer, given: Given) => boolean,
): void {
  const { applyGradients } = kind.prototype;
  kind.prototype.applyGradients = function (this: tf.Optimizer, gradients: Gradients) {
    const optimizer = this as unknown as Optimizer;
    const given = floatGradients(gradients);
    if (given && step(optimizer, given)) optimizer.incrementIterations();
    else applyGradients.call(this, gradients);
  };
}

/** Undefined where a weight has no gradient, or one of another type: that is tfjs's own business. */
function floatGradients(gradients: Gradients): Given | undefined {
  const list = Array.isArray(gradients)
    ? gradients
    : Object.entries(gradients).map(([name, tensor]) => ({ name, tensor }));
  const names = list.map(({ name }) => name);
  const params = names.map((name) => tf.engine().registeredVariables[name]);
  const grads = list.map(({ tensor }) => tensor as tf.Tensor | null);
  const fits = [...params, ...grads].every((tensor) => tensor?.dtype === 'float32');
  return fits ? { names, params: params as tf.Variable[], grads: grads as tf.Tensor[] } : undefined;
}

/** The averages of all weights; those that are not there yet begin with zeros, as in tfjs. */
function averages(kept: Average[], { names, params }: Given, suffix: string): tf.Variable[] {
  return params.map((param, i) => {
    kept[i] ??= {
      originalName: `${names[i]}/${suffix}`,
      variable: tf.tidy(() => tf.zerosLike(param).variable(false)),
    };
    return kept[i].variable;
  });
}
