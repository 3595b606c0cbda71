import { tf } from '../../engine/index.js';
import { type ModelGraph, traceGraph } from './traceGraph.js';

/** How {@link forward} runs. */
export interface ForwardOptions {
  /** Batch statistics and dropout as in training; all values are kept for the gradient. @default false */
  readonly training?: boolean;
}

const graphs = new WeakMap<tf.LayersModel, ModelGraph>();

/**
 * Runs a model of one input and one output: what `model.apply` computes, without its checks at each layer, and,
 * when not training, with each value disposed of after its last use, so that memory holds a few maps and not all.
 */
export function forward(model: tf.LayersModel, x: tf.Tensor, options: ForwardOptions = {}): tf.Tensor {
  const { training = false } = options;
  const graph = graphs.get(model) ?? traceGraph(model);
  graphs.set(model, graph);
  const kwargs = { training };
  const values: tf.Tensor[] = [x];
  const call = (step: ModelGraph['steps'][number]): tf.Tensor => {
    const inputs = step.inputs.map((i) => values[i] as tf.Tensor);
    const output = step.layer.call(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs, kwargs);
    return Array.isArray(output) ? (output[0] as tf.Tensor) : output;
  };
  for (const step of graph.steps) {
    if (training) {
      values[step.output] = call(step);
      continue;
    }
    const output = tf.tidy(() => call(step));
    values[step.output] = step.inputs.some((i) => values[i] === output) ? output.clone() : output;
    for (const used of step.lastUses) values[used]?.dispose();
  }
  const result = values[graph.result] as tf.Tensor;
  return result === x ? x.clone() : result;
}
