import type { tf } from '../../engine/index.js';

/** What is applied to each number of an operation's result. */
export type Activation = 'none' | 'relu' | 'relu6' | 'sigmoid' | 'softmax';

/** Zeros on each side, or one of TensorFlow's modes. */
export type Padding = number | 'same' | 'valid';

interface Op {
  /** Values read, by number; value 0 is the input. */
  readonly inputs: readonly number[];
  /** Value made. */
  readonly output: number;
  activation: Activation;
}

/** Convolution; `kernel` is HWIO, or `[h, w, channels, 1]` when depthwise. */
export interface ConvOp extends Op {
  readonly kind: 'conv';
  readonly depthwise: boolean;
  readonly shape: readonly [number, number, number, number];
  kernel: Float32Array;
  bias: Float32Array;
  readonly stride: number;
  readonly padding: Padding;
}

/** Linear layer; `kernel` is `[inputs, outputs]`. */
export interface DenseOp extends Op {
  readonly kind: 'dense';
  readonly shape: readonly [number, number];
  kernel: Float32Array;
  bias: Float32Array;
}

/** `x · scale + shift` by channel: a batch norm that could not be folded into a neighbour. */
export interface AffineOp extends Op {
  readonly kind: 'affine';
  readonly scale: Float32Array;
  readonly shift: Float32Array;
}

/** Maximum over windows. */
export interface MaxPoolOp extends Op {
  readonly kind: 'maxPool';
  readonly poolSize: number;
  readonly stride: number;
  readonly padding: Padding;
  readonly ceilMode: boolean;
}

/** Operations without weights. */
export interface PlainOp extends Op {
  readonly kind: 'add' | 'concat' | 'globalAverage' | 'globalMax' | 'flatten' | 'activation';
}

/** Zeros around rows and columns: `[top, bottom, left, right]`. */
export interface PadOp extends Op {
  readonly kind: 'pad';
  readonly pads: readonly [number, number, number, number];
}

/** Axes in another order; `order` counts the batch axis as 0. */
export interface PermuteOp extends Op {
  readonly kind: 'permute';
  readonly order: readonly number[];
}

/** One operation of a {@link FoldedGraph}. */
export type FoldedOp = ConvOp | DenseOp | AffineOp | MaxPoolOp | PlainOp | PadOp | PermuteOp;

/**
 * A model for inference: batch norm folded into the convolution or linear layer beside it, activations part of the
 * operation before them, dropout gone.
 */
export interface FoldedGraph {
  readonly ops: readonly FoldedOp[];
  /** Number of the result. */
  readonly result: number;
  readonly inputShape: tf.Shape;
  readonly outputShape: tf.Shape;
}
