import type { Activation, FoldedGraph, FoldedOp } from '../../vision/compile/layerOps.js';

/** A value of a graph for one photo. */
export interface GraphValue {
  readonly data: Float32Array;
  /** Without the axis of the batch: `[height, width, channels]` or `[channels]`. */
  readonly shape: readonly number[];
}

/** The operations that {@link headGradient} can go back through. */
const differentiable = new Set([
  'dense',
  'affine',
  'add',
  'concat',
  'globalAverage',
  'globalMax',
  'flatten',
  'activation',
]);

/** The operations from a value to the result. */
export function headOf({ ops }: Pick<FoldedGraph, 'ops'>, features: number): FoldedOp[] {
  const reached = new Set([features]);
  return ops.filter(({ inputs, output }) => {
    const reads = inputs.some((value) => reached.has(value));
    if (reads) reached.add(output);
    return reads;
  });
}

/**
 * Number of the last value with rows and columns, where all that comes after it is pooled features and linear layers;
 * undefined where the network ends otherwise.
 */
export function featuresOf(graph: FoldedGraph): number | undefined {
  const pooled = graph.ops.find(
    ({ kind }) => kind === 'globalAverage' || kind === 'globalMax' || kind === 'flatten',
  );
  const features = pooled?.inputs[0];
  if (features === undefined || features === 0) return undefined;
  const head = headOf(graph, features);
  const known = new Set([features, ...head.map(({ output }) => output)]);
  const isWhole = head.every(
    ({ kind, inputs }) => differentiable.has(kind) && inputs.every((value) => known.has(value)),
  );
  return isWhole && known.has(graph.result) ? features : undefined;
}

/**
 * Gradient of one output, before its softmax or sigmoid, by the features: the chain rule from the result back, through the
 * small head alone, on plain arrays. So no engine needs gradients, and what a heat map costs is one pass forward.
 *
 * @param values of the features and of each operation of the head, by number
 */
export function headGradient(
  graph: FoldedGraph,
  features: number,
  output: number,
  values: ReadonlyMap<number, GraphValue>,
): Float32Array {
  const valueAt = (number: number): GraphValue => values.get(number) as GraphValue;
  const gradients = new Map<number, Float32Array>();
  const seed = new Float32Array(valueAt(graph.result).data.length);
  seed[output] = 1;
  gradients.set(graph.result, seed);
  for (const op of headOf(graph, features).reverse()) {
    const arriving = gradients.get(op.output);
    if (!arriving) continue;
    const isLast = op.output === graph.result;
    const g = isLast ? arriving : throughActivation(op.activation, arriving, valueAt(op.output).data);
    back(op, g, op.inputs.map(valueAt)).forEach((part, i) => {
      const input = op.inputs[i] as number;
      const known = gradients.get(input);
      gradients.set(input, known ? known.map((value, k) => value + (part[k] as number)) : part);
    });
  }
  return gradients.get(features) ?? new Float32Array(valueAt(features).data.length);
}

function throughActivation(activation: Activation, g: Float32Array, y: Float32Array): Float32Array {
  switch (activation) {
    case 'relu':
      return g.map((value, i) => (y[i]! > 0 ? value : 0));
    case 'relu6':
      return g.map((value, i) => (y[i]! > 0 && y[i]! < 6 ? value : 0));
    case 'sigmoid':
      return g.map((value, i) => value * y[i]! * (1 - y[i]!));
    case 'softmax': {
      const mean = g.reduce((sum, value, i) => sum + value * y[i]!, 0);
      return g.map((value, i) => (value - mean) * y[i]!);
    }
    default:
      return g;
  }
}

/** Gradients by the inputs of one operation, whose activation has been passed. */
function back(op: FoldedOp, g: Float32Array, inputs: readonly GraphValue[]): Float32Array[] {
  const x = inputs[0] as GraphValue;
  switch (op.kind) {
    case 'dense': {
      const [rows, columns] = op.shape;
      const out = new Float32Array(rows);
      for (let i = 0; i < rows; i++)
        for (let o = 0; o < columns; o++) out[i] = out[i]! + op.kernel[i * columns + o]! * g[o]!;
      return [out];
    }
    case 'affine':
      return [g.map((value, i) => value * op.scale[i % op.scale.length]!)];
    case 'globalAverage':
      return [x.data.map((_, i) => (g[i % g.length]! * g.length) / x.data.length)];
    case 'globalMax': {
      const highest = new Float32Array(g.length).fill(Number.NEGATIVE_INFINITY);
      x.data.forEach((value, i) => {
        highest[i % g.length] = Math.max(highest[i % g.length]!, value);
      });
      return [x.data.map((value, i) => (value === highest[i % g.length] ? g[i % g.length]! : 0))];
    }
    case 'concat':
      return inputs.map((_, i) => slicesOf(g, inputs, i));
    case 'add':
      return inputs.map(() => g);
    default:
      return [g];
  }
}

/** What of the last axis came from input `i`. */
function slicesOf(g: Float32Array, inputs: readonly GraphValue[], i: number): Float32Array {
  const widths = inputs.map(({ shape }) => shape.at(-1) as number);
  const row = widths.reduce((a, b) => a + b, 0);
  const before = widths.slice(0, i).reduce((a, b) => a + b, 0);
  const width = widths[i] as number;
  return Float32Array.from(
    { length: (inputs[i] as GraphValue).data.length },
    (_, k) => g[Math.floor(k / width) * row + before + (k % width)]!,
  );
}

/** Grad-CAM: the features, each channel weighted by the mean of its gradient, what speaks against the class cut off; 0 … 1. */
export function heatOf({ data, shape }: GraphValue, gradient: Float32Array): Float32Array {
  const channels = shape[2] as number;
  const places = data.length / channels;
  const weights = new Float64Array(channels);
  gradient.forEach((value, i) => {
    weights[i % channels] = weights[i % channels]! + value / places;
  });
  const heat = new Float32Array(places);
  for (let p = 0; p < places; p++) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += data[p * channels + c]! * weights[c]!;
    heat[p] = Math.max(0, sum);
  }
  const highest = heat.reduce((a, b) => Math.max(a, b), 0);
  return highest === 0 ? heat : heat.map((value) => value / highest);
}
