import type { tf } from '../../engine/index.js';
import {
  type AffineOp,
  type ConvOp,
  type DenseOp,
  type FoldedGraph,
  type FoldedOp,
  layerOp,
} from './layerOps.js';
import { type GraphStep, traceGraph } from './traceGraph.js';

/**
 * Translates a model of one input and one output for inference. The graph is a copy: later training of the model
 * does not change it.
 *
 * @throws {UnsupportedLayerError}
 */
export function foldGraph(model: tf.LayersModel): FoldedGraph {
  const graph = traceGraph(model);
  const folder = new Folder(graph.steps, graph.result);
  for (const step of graph.steps) folder.add(step);
  return {
    ops: folder.ops,
    result: folder.resolve(graph.result),
    inputShape: graph.shapes[0] as tf.Shape,
    outputShape: graph.shapes[graph.result] as tf.Shape,
  };
}

class Folder {
  readonly ops: FoldedOp[] = [];
  /** Values that are another value, since their layer does nothing or became part of the one before. */
  readonly #same = new Map<number, number>();
  /** How many layers read a value; the result has a reader more. */
  readonly #readers = new Map<number, number>();

  constructor(steps: readonly GraphStep[], result: number) {
    for (const value of [...steps.flatMap(({ inputs }) => inputs), result])
      this.#readers.set(value, (this.#readers.get(value) ?? 0) + 1);
  }

  resolve(value: number): number {
    return this.#same.get(value) ?? value;
  }

  add({ layer, inputs, output }: GraphStep): void {
    const translated = layerOp(layer);
    const sources = inputs.map((value) => this.resolve(value));
    if (translated === undefined) {
      this.#merge(output, sources[0] as number);
      return;
    }
    const op = { ...translated, inputs: sources, output } as FoldedOp;
    const before = this.#onlyProducer(sources);
    if (before === undefined || !absorb(before, op)) this.ops.push(op);
    else this.#merge(output, before.output);
  }

  /** Declares `value` to be `target`; who reads the one reads the other. */
  #merge(value: number, target: number): void {
    this.#same.set(value, target);
    const others = (this.#readers.get(target) ?? 1) - 1;
    this.#readers.set(target, others + (this.#readers.get(value) ?? 0));
  }

  /** The operation that makes the only input, when nobody else reads it. */
  #onlyProducer(sources: readonly number[]): FoldedOp | undefined {
    const [source] = sources;
    if (sources.length !== 1 || this.#readers.get(source as number) !== 1) return undefined;
    return this.ops.find(({ output }) => output === source);
  }
}

/** Makes `op` part of the operation before it, where that computes the same. */
function absorb(before: FoldedOp, op: FoldedOp): boolean {
  if (before.activation !== 'none') return false;
  if (op.kind === 'activation') {
    before.activation = op.activation;
    return true;
  }
  if (op.kind === 'affine' && (before.kind === 'conv' || before.kind === 'dense')) {
    foldAfter(before, op);
    return true;
  }
  return false;
}

/** Folds a scale and shift of the outputs into the weights; in float64, so that rounding happens once. */
function foldAfter(op: ConvOp | DenseOp, { scale, shift, activation }: AffineOp): void {
  const channels = scale.length;
  // The output channel is the kernel's fastest axis, in a depthwise kernel too since its last axis is 1.
  const kernel = Float32Array.from(op.kernel);
  for (let at = 0; at < kernel.length; )
    for (let channel = 0; channel < channels; channel++, at++)
      kernel[at] = (kernel[at] as number) * (scale[channel] as number);
  op.kernel = kernel;
  op.bias = op.bias.map((value, i) => value * (scale[i] as number) + (shift[i] as number));
  op.activation = activation;
}
