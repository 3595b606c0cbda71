import {
  attribute,
  dataType,
  nativeActivations,
  runNative,
  type TensorflowBackend,
  tensorflowBackend,
} from './kernels/tensorflowOps.js';
import * as tf from './tf.js';

/** An activation that {@link fusedBatchNormTraining} takes along. */
export type FusedActivation = (typeof nativeActivations)[number];

/** What {@link fusedBatchNormTraining} gives. */
export interface BatchNormResult {
  /** Normalised, scaled and shifted, and through the activation; the shape of the input. Differentiable. */
  readonly y: tf.Tensor;
  /** Mean of each channel over the batch, `[c]`. Carries no gradient. */
  readonly mean: tf.Tensor1D;
  /** Variance of each channel, unbiased (divided by n − 1) as PyTorch's running variance is, `[c]`. No gradient. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalisation in training (Ioffe & Szegedy 2015), with the batch's own statistics: one kernel forward and
 * one backward on TensorFlow, a composition with the same results elsewhere. Differentiable in `x`, `gamma` and
 * `beta`.
 *
 * @param x `[n, height, width, c]` or `[n, c]`.
 * @param gamma Scale, `[c]`.
 * @param beta Shift, `[c]`.
 * @param epsilon Added to the biased variance before its root.
 * @param activation What comes after it: on the processor it costs nothing more. @default 'none'
 */
export function fusedBatchNormTraining(
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
  activation: FusedActivation = 'none',
): BatchNormResult {
  const backend = tensorflowBackend();
  if (backend?.binding.batchNorm && !backend.isUsingGpuDevice && x.dtype === 'float32')
    return run(native(activation), x, gamma, beta, epsilon);
  const { y, mean, variance } = inFourDimensions(backend, x, gamma, beta, epsilon);
  const after = { none: (value: tf.Tensor) => value, relu: tf.relu<tf.Tensor>, relu6: tf.relu6<tf.Tensor> };
  return { y: after[activation](y), mean, variance };
}

/** Whether {@link fusedBatchNormTraining} computes the activation in the same pass here, and keeps nothing for it. */
export function batchNormTakesActivation(): boolean {
  const backend = tensorflowBackend();
  return backend?.binding.batchNorm !== undefined && !backend.isUsingGpuDevice;
}

function inFourDimensions(
  backend: TensorflowBackend | undefined,
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): BatchNormResult {
  const passes: Passes = backend ? [forwardFused(backend), backwardFused(backend)] : composed;
  if (x.rank !== 2) return run(passes, x, gamma, beta, epsilon);
  const [n, c] = x.shape as [number, number];
  const { y, mean, variance } = run(passes, tf.reshape(x, [n, 1, 1, c]), gamma, beta, epsilon);
  return { y: tf.reshape(y, [n, c]), mean, variance };
}

function run(
  [forward, backward]: Passes,
  x: tf.Tensor,
  gamma: tf.Tensor,
  beta: tf.Tensor,
  epsilon: number,
): BatchNormResult {
  const [y, mean, variance] = runDifferentiable(
    [x, gamma, beta],
    (save) => {
      const { outputs, saved } = forward(x, gamma, beta, epsilon);
      save([x, gamma, ...saved]);
      return outputs;
    },
    (dy, [savedX, savedGamma, ...saved]) =>
      backward(dy, savedX as tf.Tensor, savedGamma as tf.Tensor, saved, epsilon),
  );
  return { y: y as tf.Tensor, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
}

interface Forward {
  readonly outputs: tf.Tensor[];
  readonly saved: tf.Tensor[];
}
type ForwardPass = (x: tf.Tensor, gamma: tf.Tensor, beta: tf.Tensor, epsilon: number) => Forward;
type BackwardPass = (
  dy: tf.Tensor,
  x: tf.Tensor,
  gamma: tf.Tensor,
  saved: tf.Tensor[],
  epsilon: number,
) => tf.Tensor[];

type Passes = readonly [ForwardPass, BackwardPass];

/** Our own code: two passes over the memory each way, the activation among them. */
function native(activation: FusedActivation): Passes {
  const number = nativeActivations.indexOf(activation);
  return [
    (x, gamma, beta, epsilon) => {
      const shapes = [x.shape, gamma.shape];
      const results = runNative('batchNorm', [x, gamma, beta], [epsilon, number], shapes) as tf.Tensor[];
      const [mean, , deviation] = results.slice(1) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return { outputs: results.slice(0, 3), saved: [beta, mean, deviation] };
    },
    (dy, x, gamma, saved) => {
      const [beta, mean, deviation] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
      const tensors = [x, dy, gamma, beta, mean, deviation];
      return runNative('batchNormGrad', tensors, [number], [x.shape, gamma.shape]) as tf.Tensor[];
    },
  ];
}

const attributes = (epsilon: number) => [
  attribute.type('T', dataType.float32),
  attribute.type('U', dataType.float32),
  attribute.float('epsilon', epsilon),
  attribute.string('data_format', 'NHWC'),
  attribute.bool('is_training', true),
];

function forwardFused(backend: TensorflowBackend): ForwardPass {
  return (x, gamma, beta, epsilon) => {
    const none = tf.tensor1d([]);
    const [y, mean, variance, ...saved] = backend.executeMultipleOutputs(
      'FusedBatchNormV3',
      attributes(epsilon),
      [x, gamma, beta, none, none],
      6,
    );
    return { outputs: [y as tf.Tensor, mean as tf.Tensor, variance as tf.Tensor], saved };
  };
}

function backwardFused(backend: TensorflowBackend): BackwardPass {
  return (dy, x, gamma, saved, epsilon) =>
    backend
      .executeMultipleOutputs('FusedBatchNormGradV3', attributes(epsilon), [dy, x, gamma, ...saved], 5)
      .slice(0, 3);
}

const pixels = [0, 1, 2];

const composed: Passes = [
  (x, gamma, beta, epsilon) => {
    const mean = tf.mean(x, pixels);
    const centred = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centred), pixels);
    const deviation = tf.rsqrt(tf.add(variance, epsilon));
    const y = tf.add(tf.mul(centred, tf.mul(deviation, gamma)), beta);
    const count = x.size / (x.shape[3] as number);
    const unbiased = tf.mul(variance, count / Math.max(count - 1, 1));
    return { outputs: [y, mean, unbiased], saved: [mean, deviation] };
  },
  (dy, x, gamma, [mean, deviation]) => {
    const normal = tf.mul(tf.sub(x, mean as tf.Tensor), deviation as tf.Tensor);
    const dGamma = tf.sum(tf.mul(dy, normal), pixels);
    const dBeta = tf.sum(dy, pixels);
    const count = x.size / (x.shape[3] as number);
    const across = tf.add(dBeta, tf.mul(normal, dGamma));
    const dx = tf.mul(tf.sub(dy, tf.div(across, count)), tf.mul(gamma, deviation as tf.Tensor));
    return [dx, dGamma, dBeta];
  },
];

/** The part of tfjs's engine under `tf.customGrad`, which itself knows one output only. */
interface DifferentiableRunner {
  runKernelFunc(operation: {
    forwardFunc: (backend: unknown, save: (tensors: tf.Tensor[]) => void) => tf.Tensor[];
    backwardsFunc: (dys: tf.Tensor[], saved: tf.Tensor[]) => Record<string, () => tf.Tensor>;
    inputs: Record<string, tf.Tensor>;
  }): tf.Tensor[];
}

/** Runs an operation of several outputs whose gradient, by its first output alone, we give ourselves. */
function runDifferentiable(
  inputs: readonly tf.Tensor[],
  forward: (save: (tensors: tf.Tensor[]) => void) => tf.Tensor[],
  backward: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.Tensor[],
): tf.Tensor[] {
  return (tf.engine() as unknown as DifferentiableRunner).runKernelFunc({
    forwardFunc: (_backend, save) => forward(save),
    backwardsFunc: ([dy], saved) => {
      const gradients = backward(dy as tf.Tensor, saved);
      return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
    },
    inputs: Object.fromEntries(inputs.map((input, i) => [i, input])),
  });
}
