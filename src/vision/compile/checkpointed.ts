import { tf } from '../../engine/index.js';
import { TorchLayer } from '../models/layers.js';
import type { GraphStep, ModelGraph } from './traceGraph.js';

/** A stretch of a model that one value leads into and one leads out of. */
export interface Segment {
  readonly steps: readonly GraphStep[];
  /** Number of the value that it reads. */
  readonly input: number;
  /** Number of the value that it makes. */
  readonly output: number;
  /** Whether all its layers can be computed once more with the same result. */
  readonly repeatable: boolean;
}

/** Shorter stretches are joined: what one layer keeps is hardly more than its input. */
const leastSteps = 6;

/** Layers of Keras without chance or memory. Those of the user may have either. */
const pureLayers = new Set([
  ...['Activation', 'ReLU', 'LeakyReLU', 'ELU', 'Softmax', 'Flatten', 'Reshape', 'Permute', 'ZeroPadding2D'],
  ...['Conv2D', 'DepthwiseConv2D', 'SeparableConv2D', 'Dense', 'Cropping2D', 'UpSampling2D'],
  ...['Add', 'Multiply', 'Average', 'Maximum', 'Concatenate', 'MaxPooling2D', 'AveragePooling2D'],
  ...['GlobalAveragePooling2D', 'GlobalMaxPooling2D'],
]);

/** Cuts a model wherever one value alone lives on: between the blocks of a residual network, say. */
export function segmentsOf({ steps, result }: ModelGraph): Segment[] {
  const segments: Segment[] = [];
  // The model's input is the caller's to dispose of, and so no step's last use.
  const lastOfInput = steps.findLastIndex(({ inputs }) => inputs.includes(0));
  const live = new Set([0]);
  let [input, begin] = [0, 0];
  for (const [i, step] of steps.entries()) {
    live.add(step.output);
    for (const value of step.lastUses) live.delete(value);
    if (i === lastOfInput) live.delete(0);
    const own = steps.slice(begin, i + 1);
    const cut = live.size === 1 && live.has(step.output) && own.length >= leastSteps;
    if (!cut && i < steps.length - 1) continue;
    segments.push({ steps: own, input, output: step.output, repeatable: own.every(isRepeatable) });
    [input, begin] = [step.output, i + 1];
  }
  return segments.at(-1)?.output === result ? segments : [];
}

const isRepeatable = ({ layer }: GraphStep): boolean =>
  layer instanceof TorchLayer || pureLayers.has(layer.getClassName());

/**
 * Runs a segment without keeping what its backward pass will read: that one computes the segment once more (gradient
 * checkpointing: Chen et al. 2016, https://arxiv.org/abs/1604.06174).
 *
 * @param run computes the segment from its input; `replay` tells its layers that they have seen this batch already
 * @param inputLearns whether something before the segment learns, so that its input needs a gradient
 */
export function runCheckpointed(
  segment: Segment,
  x: tf.Tensor,
  run: (x: tf.Tensor, replay: boolean) => tf.Tensor,
  inputLearns: boolean,
): tf.Tensor {
  const weights = weightsOf(segment);
  const asked = inputLearns ? [x, ...weights] : weights;
  if (asked.length === 0) return tf.tidy(() => run(x, false));
  const forwardAndBack = tf.customGrad((...given) => {
    (given.at(-1) as tf.GradSaveFunc)([x]);
    return {
      value: run(x, false),
      gradFunc: (dy, saved) => {
        const kept = saved[0] as tf.Tensor;
        const by = inputLearns ? [kept, ...weights] : weights;
        return tf.grads(() => run(kept, true))(by, dy as tf.Tensor);
      },
    };
  });
  return forwardAndBack(...asked);
}

/** The weights of a segment that learn now. */
export function weightsOf({ steps }: Segment): tf.Variable[] {
  const weights = steps.flatMap(({ layer }) => layer.trainableWeights);
  return [...new Set(weights)].map((weight) => weight.read() as tf.Variable);
}
