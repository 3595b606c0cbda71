import { type FusedActivation, inputsOf, tf } from '../../engine/index.js';
import { Relu6 } from '../models/layers.js';

/** One layer of a traced model: which values it reads and which it makes, by number. */
export interface GraphStep {
  readonly layer: tf.layers.Layer;
  readonly inputs: readonly number[];
  readonly output: number;
  /** Values that no later step reads and that are not the result. */
  readonly lastUses: readonly number[];
  /** What the layer is where it is an activation and nothing else, of those that can go with a batch norm. */
  readonly activation?: FusedActivation | undefined;
}

/** A model as a list of steps in the order of computation; value 0 is the input. */
export interface ModelGraph {
  readonly steps: readonly GraphStep[];
  /** Number of the result. */
  readonly result: number;
  /** Shape of each value; `null` is any size. */
  readonly shapes: readonly tf.Shape[];
}

/** Follows a model of one input and one output from its result back to its input; nested models are opened. */
export function traceGraph(model: tf.LayersModel): ModelGraph {
  const shapes: tf.Shape[] = [(model.inputs[0] as tf.SymbolicTensor).shape];
  const steps: Omit<GraphStep, 'lastUses'>[] = [];
  const result = trace(model, 0, steps, shapes);
  return { steps: withLastUses(steps, result), result, shapes };
}

function trace(
  model: tf.LayersModel,
  input: number,
  steps: Omit<GraphStep, 'lastUses'>[],
  shapes: tf.Shape[],
): number {
  const numbers = new Map<tf.SymbolicTensor, number>([[model.inputs[0] as tf.SymbolicTensor, input]]);
  const visit = (tensor: tf.SymbolicTensor): number => {
    const known = numbers.get(tensor);
    if (known !== undefined) return known;
    const layer = tensor.sourceLayer;
    const inputs = inputsOf(tensor).map(visit);
    const output =
      layer instanceof tf.LayersModel ? trace(layer, inputs[0] as number, steps, shapes) : shapes.length;
    if (!(layer instanceof tf.LayersModel)) {
      shapes.push(tensor.shape);
      steps.push({ layer, inputs, output, activation: activationOf(layer) });
    }
    numbers.set(tensor, output);
    return output;
  };
  return visit(model.outputs[0] as tf.SymbolicTensor);
}

function activationOf(layer: tf.layers.Layer): FusedActivation | undefined {
  if (layer instanceof Relu6) return 'relu6';
  return layer.getClassName() === 'Activation' && layer.getConfig().activation === 'relu'
    ? 'relu'
    : undefined;
}

function withLastUses(steps: readonly Omit<GraphStep, 'lastUses'>[], result: number): GraphStep[] {
  const later = new Set<number>([result, 0]); // the input is the caller's
  const reversed = [...steps].reverse().map((step) => {
    const lastUses = [...new Set(step.inputs)].filter((value) => !later.has(value));
    for (const value of lastUses) later.add(value);
    return { ...step, lastUses };
  });
  return reversed.reverse();
}
