import { type Fault, isTsvisionError } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { ArchitectureError } from '../errors.js';
import { type GraphStep, type ModelGraph, traceGraph } from './traceGraph.js';

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
  const values: tf.Tensor[] = [x];
  const call = (step: GraphStep): tf.Tensor => {
    const inputs = step.inputs.map((i) => values[i] as tf.Tensor);
    return layerOutput(step.layer, inputs, { training }, (fault) => {
      const where = `its layer “${step.layer.name}”, which got ${inputs.map(shapeText).join(' and ')}`;
      const architecture = model.name.replace(/_(body|head)$/, '');
      return new ArchitectureError(architecture, {
        ...fault,
        in: `${where}, for an input of ${shapeText(x)}`,
      });
    });
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

const shapeText = ({ shape }: tf.Tensor): string => `[${shape.join(', ')}]`;

/** What a layer makes of its inputs; one of the user's own may fail. */
function layerOutput(
  layer: tf.layers.Layer,
  inputs: tf.Tensor[],
  kwargs: { readonly training: boolean },
  failure: (fault: Exclude<Fault, { problem: string }>) => ArchitectureError,
): tf.Tensor {
  let made: tf.Tensor | tf.Tensor[];
  try {
    made = layer.call(inputs.length === 1 ? (inputs[0] as tf.Tensor) : inputs, kwargs);
  } catch (error) {
    throw isTsvisionError(error) ? error : failure({ threw: error });
  }
  const output = Array.isArray(made) ? made[0] : made;
  if (output instanceof tf.Tensor && !output.isDisposed) return output;
  throw failure({ gave: output, due: 'a tensor', by: layer.call });
}
