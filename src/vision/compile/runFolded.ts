import type { tf } from '../../engine/index.js';
import { explicitPads, type PaddingPlan, planPadding, type SpatialPads } from '../models/spatialPadding.js';
import type { Activation, ConvOp, FoldedGraph, FoldedOp, Padding } from './layerOps.js';

/** The operations that a folded graph needs, of the engine or of TensorFlow.js in a browser. */
export type FoldedOperations = Pick<
  typeof tf,
  | ('tidy' | 'keep' | 'dispose' | 'tensor' | 'tensor1d' | 'fused' | 'matMul' | 'maxPool' | 'add' | 'mul')
  | ('concat' | 'mean' | 'max' | 'reshape' | 'pad' | 'transpose' | 'relu' | 'relu6' | 'sigmoid' | 'softmax')
>;

/** A folded graph with its weights on the engine. */
export interface FoldedRunner {
  /**
   * Runs it; the caller owns the result.
   *
   * @param tap is shown each value when it has been computed, by its number; what it wants to have it must clone
   */
  run(x: tf.Tensor, tap?: (number: number, value: tf.Tensor) => void): tf.Tensor;
  dispose(): void;
}

interface Weights {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** Puts the weights of a graph on an engine and runs it there by fused operations. */
export function prepareFolded(graph: FoldedGraph, tf: FoldedOperations): FoldedRunner {
  const weights = new Map(graph.ops.map((op) => [op, weightsOf(op, tf)]));
  const lastReader = new Map(graph.ops.flatMap((op, i) => op.inputs.map((value) => [value, i] as const)));
  const run: FoldedRunner['run'] = (x, tap) => {
    const values = new Map<number, tf.Tensor>([[0, x]]);
    graph.ops.forEach((op, i) => {
      const inputs = op.inputs.map((value) => values.get(value) as tf.Tensor);
      const value = tf.tidy(() => compute(tf, op, inputs, weights.get(op)));
      tap?.(op.output, value);
      values.set(op.output, value);
      for (const value of new Set(op.inputs))
        if (value !== 0 && lastReader.get(value) === i) values.get(value)?.dispose();
    });
    const result = values.get(graph.result) as tf.Tensor;
    return result === x ? x.clone() : result;
  };
  return { run, dispose: () => tf.dispose([...weights.values()] as never) };
}

function weightsOf(op: FoldedOp, tf: FoldedOperations): Weights | undefined {
  if (op.kind === 'conv' || op.kind === 'dense')
    return { kernel: tf.keep(tf.tensor(op.kernel, [...op.shape])), bias: tf.keep(tf.tensor1d(op.bias)) };
  if (op.kind === 'affine')
    return { kernel: tf.keep(tf.tensor1d(op.scale)), bias: tf.keep(tf.tensor1d(op.shift)) };
  return undefined;
}

function compute(
  tf: FoldedOperations,
  op: FoldedOp,
  inputs: tf.Tensor[],
  weights: Weights | undefined,
): tf.Tensor {
  if (op.kind === 'conv') return convolve(tf, op, inputs[0] as tf.Tensor4D, weights as Weights);
  return activate(tf, linear(tf, op, inputs, weights), op.activation);
}

/** An operation but convolution, before its activation. */
function linear(
  tf: FoldedOperations,
  op: Exclude<FoldedOp, ConvOp>,
  inputs: tf.Tensor[],
  weights: Weights | undefined,
): tf.Tensor {
  const [x] = inputs as [tf.Tensor4D];
  const { kernel, bias } = weights ?? ({} as Weights);
  switch (op.kind) {
    case 'dense':
      return tf.add(tf.matMul(x as tf.Tensor, kernel), bias);
    case 'affine':
      return tf.add(tf.mul(x, kernel), bias);
    case 'maxPool': {
      const { mode, pads } = place(x, op.poolSize, op.stride, op.padding, op.ceilMode);
      return tf.maxPool(padSpatially(tf, x, pads, Number.NEGATIVE_INFINITY), op.poolSize, op.stride, mode);
    }
    case 'add':
      return inputs.reduce((sum, each) => tf.add(sum, each));
    case 'concat':
      return tf.concat(inputs, -1);
    case 'globalAverage':
      return tf.mean(x, [1, 2]);
    case 'globalMax':
      return tf.max(x, [1, 2]);
    case 'flatten':
      return tf.reshape(x, [x.shape[0], -1]);
    case 'pad':
      return padSpatially(tf, x, op.pads);
    case 'permute':
      return tf.transpose(x, [...op.order]);
    default:
      return x;
  }
}

function convolve(tf: FoldedOperations, op: ConvOp, input: tf.Tensor4D, weights: Weights): tf.Tensor {
  const { mode, pads } = place(input, op.shape[0], op.stride, op.padding);
  const { activation } = op;
  const fusable = activation === 'relu' || activation === 'relu6' ? activation : 'linear';
  const convolution = op.depthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  const y = convolution({
    x: padSpatially(tf, input, pads),
    filter: weights.kernel as tf.Tensor4D,
    strides: op.stride,
    pad: mode,
    bias: weights.bias,
    activation: fusable,
  });
  return fusable === 'linear' ? activate(tf, y, activation) : y;
}

function place(
  x: tf.Tensor4D,
  window: number,
  stride: number,
  padding: Padding,
  ceilMode = false,
): PaddingPlan {
  if (typeof padding !== 'number') return { mode: padding, pads: undefined };
  return planPadding([x.shape[1], x.shape[2]], window, stride, padding, ceilMode);
}

/** What an activation makes of an operation's result. */
export function activate(
  tf: Pick<FoldedOperations, 'relu' | 'relu6' | 'sigmoid' | 'softmax'>,
  x: tf.Tensor,
  activation: Activation,
): tf.Tensor {
  switch (activation) {
    case 'relu':
      return tf.relu(x);
    case 'relu6':
      return tf.relu6(x);
    case 'sigmoid':
      return tf.sigmoid(x);
    case 'softmax':
      return tf.softmax(x);
    default:
      return x;
  }
}

function padSpatially(
  { pad }: FoldedOperations,
  x: tf.Tensor4D,
  pads: SpatialPads | undefined,
  value = 0,
): tf.Tensor4D {
  return pads === undefined ? x : pad(x, explicitPads(pads), value);
}
