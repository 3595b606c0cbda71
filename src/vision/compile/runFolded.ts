import { tf } from '../../engine/index.js';
import { padSpatially, planPadding, type SpatialPads } from '../models/windowLayers.js';
import type { Activation, ConvOp, FoldedGraph, FoldedOp, Padding } from './layerOps.js';

/** A folded graph with its weights on the engine. */
export interface FoldedRunner {
  /** Runs it; the caller owns the result. */
  run(x: tf.Tensor): tf.Tensor;
  dispose(): void;
}

interface Weights {
  readonly kernel: tf.Tensor;
  readonly bias: tf.Tensor;
}

/** Puts the weights of a graph on the engine and runs it there by fused operations. */
export function prepareFolded(graph: FoldedGraph): FoldedRunner {
  const weights = new Map(graph.ops.map((op) => [op, weightsOf(op)]));
  const lastReader = new Map(graph.ops.flatMap((op, i) => op.inputs.map((value) => [value, i] as const)));
  const run = (x: tf.Tensor): tf.Tensor => {
    const values = new Map<number, tf.Tensor>([[0, x]]);
    graph.ops.forEach((op, i) => {
      const inputs = op.inputs.map((value) => values.get(value) as tf.Tensor);
      values.set(
        op.output,
        tf.tidy(() => compute(op, inputs, weights.get(op))),
      );
      for (const value of new Set(op.inputs))
        if (value !== 0 && lastReader.get(value) === i) values.get(value)?.dispose();
    });
    const result = values.get(graph.result) as tf.Tensor;
    return result === x ? x.clone() : result;
  };
  return { run, dispose: () => tf.dispose([...weights.values()] as never) };
}

function weightsOf(op: FoldedOp): Weights | undefined {
  if (op.kind === 'conv' || op.kind === 'dense')
    return { kernel: tf.keep(tf.tensor(op.kernel, [...op.shape])), bias: tf.keep(tf.tensor1d(op.bias)) };
  if (op.kind === 'affine')
    return { kernel: tf.keep(tf.tensor1d(op.scale)), bias: tf.keep(tf.tensor1d(op.shift)) };
  return undefined;
}

function compute(op: FoldedOp, inputs: tf.Tensor[], weights: Weights | undefined): tf.Tensor {
  const [x] = inputs as [tf.Tensor4D];
  const { kernel, bias } = weights ?? {};
  switch (op.kind) {
    case 'conv':
      return convolve(op, x, weights as Weights);
    case 'dense':
      return activate(
        tf.add(tf.matMul(x as tf.Tensor, kernel as tf.Tensor), bias as tf.Tensor),
        op.activation,
      );
    case 'affine':
      return activate(tf.add(tf.mul(x, kernel as tf.Tensor), bias as tf.Tensor), op.activation);
    case 'maxPool': {
      const { mode, pads } = place(x, op.poolSize, op.stride, op.padding, op.ceilMode);
      const padded = padSpatially(x, pads, Number.NEGATIVE_INFINITY);
      return activate(tf.maxPool(padded, op.poolSize, op.stride, mode), op.activation);
    }
    case 'add':
      return activate(
        inputs.slice(1).reduce((sum, each) => tf.add(sum, each), x as tf.Tensor),
        op.activation,
      );
    case 'concat':
      return activate(tf.concat(inputs, -1), op.activation);
    case 'globalAverage':
      return activate(tf.mean(x, [1, 2]), op.activation);
    case 'globalMax':
      return activate(tf.max(x, [1, 2]), op.activation);
    case 'flatten':
      return activate(tf.reshape(x, [x.shape[0], -1]), op.activation);
    case 'pad':
      return activate(padSpatially(x, op.pads), op.activation);
    case 'permute':
      return activate(tf.transpose(x, [...op.order]), op.activation);
    default:
      return activate(x, op.activation);
  }
}

function convolve(op: ConvOp, input: tf.Tensor4D, weights: Weights): tf.Tensor {
  const { mode, pads } = place(input, op.shape[0], op.stride, op.padding);
  const { activation } = op;
  const fusable = activation === 'relu' || activation === 'relu6' ? activation : 'linear';
  const convolution = op.depthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
  const y = convolution({
    x: padSpatially(input, pads),
    filter: weights.kernel as tf.Tensor4D,
    strides: op.stride,
    pad: mode,
    bias: weights.bias,
    activation: fusable,
  });
  return fusable === 'linear' ? activate(y, activation) : y;
}

function place(
  x: tf.Tensor4D,
  window: number,
  stride: number,
  padding: Padding,
  ceilMode = false,
): { mode: 'same' | 'valid'; pads: SpatialPads | undefined } {
  if (typeof padding !== 'number') return { mode: padding, pads: undefined };
  return planPadding([x.shape[1], x.shape[2]], window, stride, padding, ceilMode);
}

/** What an activation makes of an operation's result. */
export function activate(x: tf.Tensor, activation: Activation): tf.Tensor {
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
