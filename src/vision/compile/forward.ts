import { type Fault, isTsvisionError } from '../../core/index.js';
import { type FusedActivation, tf } from '../../engine/index.js';
import { ArchitectureError } from '../errors.js';
import { BatchNorm } from '../models/layers.js';
import { runCheckpointed, segmentsOf, weightsOf } from './checkpointed.js';
import { type GraphStep, type ModelGraph, traceGraph } from './traceGraph.js';

/** How {@link forward} runs. */
export interface ForwardOptions {
  /** Batch statistics and dropout as in training. @default false */
  readonly training?: boolean;
  /** Within a gradient: keep little for the backward pass, which computes the rest again. @default false */
  readonly lean?: boolean;
}

/** What a layer is told besides its inputs. */
interface CallOptions {
  readonly training: boolean;
  /** It has seen this batch already. */
  readonly replay: boolean;
  /** What comes after a batch norm, which takes it along. */
  readonly activation?: FusedActivation;
}

/** Computes one step from its inputs. */
type Call = (step: GraphStep, inputs: tf.Tensor[], options: Omit<CallOptions, 'training'>) => tf.Tensor;

const graphs = new WeakMap<tf.LayersModel, ModelGraph>();

/**
 * Runs a model of one input and one output: what `model.apply` computes, without its checks at each layer, and with
 * each value disposed of after its last use, so that memory holds a few maps, and within a gradient no more than what
 * its backward pass reads.
 */
export function forward(model: tf.LayersModel, x: tf.Tensor, options: ForwardOptions = {}): tf.Tensor {
  const { training = false, lean = false } = options;
  const graph = graphOf(model);
  const call: Call = (step, inputs, more) =>
    layerOutput(step.layer, inputs, { training, ...more }, (fault) => {
      const where = `its layer “${step.layer.name}”, which got ${inputs.map(shapeText).join(' and ')}`;
      const architecture = model.name.replace(/_(body|head)$/, '');
      return new ArchitectureError(architecture, {
        ...fault,
        in: `${where}, for an input of ${shapeText(x)}`,
      });
    });
  const run: Run = { call, fuse: training };
  return training && lean ? runLean(graph, x, run) : runSteps(graph.steps, graph.result, [x], run);
}

/** The steps of a model, which is traced once. */
export function graphOf(model: tf.LayersModel): ModelGraph {
  const graph = graphs.get(model) ?? traceGraph(model);
  graphs.set(model, graph);
  return graph;
}

/** How steps are run. */
interface Run {
  readonly call: Call;
  /** Whether a batch norm and the activation after it are computed in one. */
  readonly fuse: boolean;
  readonly replay?: boolean;
}

/** @param given the values that are there, by number; they stay the caller's */
function runSteps(
  steps: readonly GraphStep[],
  result: number,
  given: readonly (tf.Tensor | undefined)[],
  { call, fuse, replay = false }: Run,
): tf.Tensor {
  const values = [...given];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as GraphStep;
    const next = fuse ? fusedWith(step, steps[i + 1]) : undefined;
    const inputs = step.inputs.map((at) => values[at] as tf.Tensor);
    const output = tf.tidy(() => call(step, inputs, { replay, activation: next?.activation }));
    values[next?.output ?? step.output] = inputs.includes(output) ? output.clone() : output;
    for (const used of step.lastUses) if (!given[used]) values[used]?.dispose();
    if (next) i += 1;
  }
  const made = values[result] as tf.Tensor;
  return given.includes(made) ? made.clone() : made;
}

/** The next step where it is an activation, and the only reader of a batch norm that normalises by the batch. */
export function fusedWith({ layer, output }: GraphStep, next: GraphStep | undefined): GraphStep | undefined {
  if (!next?.activation || !(layer instanceof BatchNorm) || !layer.batchStatistics) return undefined;
  return next.inputs[0] === output && next.lastUses.includes(output) ? next : undefined;
}

/** Segment by segment; each is computed once more on the way back where that gives the same. */
function runLean(graph: ModelGraph, x: tf.Tensor, how: Run): tf.Tensor {
  const segments = segmentsOf(graph);
  if (segments.length === 0) return runSteps(graph.steps, graph.result, [x], how);
  let value = x;
  let learns = false;
  for (const segment of segments) {
    const run = (from: tf.Tensor, replay: boolean): tf.Tensor => {
      const given: tf.Tensor[] = [];
      given[segment.input] = from;
      return runSteps(segment.steps, segment.output, given, { ...how, replay });
    };
    const before = value;
    value = segment.repeatable ? runCheckpointed(segment, before, run, learns) : run(before, false);
    learns ||= weightsOf(segment).length > 0;
    if (before !== x) before.dispose();
  }
  return value;
}

const shapeText = ({ shape }: tf.Tensor): string => `[${shape.join(', ')}]`;

/** What a layer makes of its inputs; one of the user's own may fail. */
function layerOutput(
  layer: tf.layers.Layer,
  inputs: tf.Tensor[],
  kwargs: CallOptions,
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
