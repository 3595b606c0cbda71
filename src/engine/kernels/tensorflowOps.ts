import * as tf from '../tf.js';

/** One attribute of a TensorFlow operation, as tfjs-node's binding takes it. */
export interface OpAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

/** An output as the binding describes it: a handle to what TensorFlow holds. */
export interface OpOutput {
  readonly id: number;
  readonly shape: number[];
  readonly dtype: number;
}

/**
 * A kernel of ours (`native/binding.cc`), for float32 on the processor: the handles of tensors, and numbers that say how,
 * give the handles of new tensors.
 */
export type NativeKernel = (ids: Int32Array, numbers: Float64Array) => number[];

/** The names of those kernels. */
export const nativeKernels = [
  'maxPoolGrad',
  'batchNorm',
  'batchNormGrad',
  'convolve3x3',
  'convolve3x3WeightGrad',
] as const satisfies readonly (keyof NativeBinding)[];

/** tfjs-node's native binding, as far as it is used here. */
export interface NativeBinding {
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): OpOutput[];
  deleteTensor(id: number): void;
  tensorDataSync(id: number): tf.backend_util.TypedArray;
  /**
   * Our own addition: one optimizer step over all weights. `ids` holds, for each weight, the
   * handles of the weight, its gradient and its averages. Their memory is updated in place where nobody else holds
   * it, and replaced where somebody does.
   */
  optimizerStep?(kind: string, ids: Int32Array, perParam: number, numbers: Float64Array): void;
  /**
   * Ours too: the gradient of a maximum over windows by its input. Tensors: x, dy. Numbers: the window's height and
   * width, the strides', the padding above and on the left.
   */
  readonly maxPoolGrad?: NativeKernel;
  /**
   * Batch normalisation by the batch, with what comes right after it, in two passes over the memory. Tensors: x, gamma,
   * beta. Numbers: epsilon, the activation's place in {@link nativeActivations}. Gives y, mean, unbiased variance, and 1 / √(variance + epsilon).
   */
  readonly batchNorm?: NativeKernel;
  /**
   * Its gradients by x, gamma and beta. Tensors: x, dy, gamma, beta, and the mean and deviation that it gave. Number:
   * the activation's.
   */
  readonly batchNormGrad?: NativeKernel;
  /**
   * A convolution by 3 × 3 at stride 1, its channels multiples of 32. Tensors: x, the weights, and a bias or none.
   * Numbers: height and width of the result, the padding above and on the left, whether it is the gradient by the
   * inputs (x is then that by the outputs), and the activation's.
   */
  readonly convolve3x3?: NativeKernel;
  /** Whether these convolutions and their gradients take bfloat16 too, with weights and bias in float32. */
  readonly convolvesBfloat16?: boolean;
  /** Its gradient by the weights. Tensors: x, dy. Numbers: the padding above and on the left. */
  readonly convolve3x3WeightGrad?: NativeKernel;
}

/** tfjs-node's backend, as far as it is used here. */
export interface TensorflowBackend {
  binding: NativeBinding;
  readonly isUsingGpuDevice: boolean;
  executeSingleOutput(name: string, attributes: OpAttribute[], inputs: tf.TensorInfo[]): tf.Tensor;
  executeMultipleOutputs(
    name: string,
    attributes: OpAttribute[],
    inputs: tf.TensorInfo[],
    outputs: number,
  ): tf.Tensor[];
  createOutputTensor(output: OpOutput): tf.Tensor;
  getInputTensorIds(tensors: readonly tf.TensorInfo[]): number[];
  refCount(dataId: object): number;
}

/** The TensorFlow backend where it is the current one. */
export function tensorflowBackend(): TensorflowBackend | undefined {
  return tf.getBackend() === 'tensorflow' ? (tf.backend() as unknown as TensorflowBackend) : undefined;
}

/**
 * Runs a kernel of ours, or gives `undefined` where there is none: no native code, a GPU, bfloat16 at work, another type
 * than float32.
 * @param shapes of what it gives, the last one of all further tensors too
 */
export function runNative(
  name: (typeof nativeKernels)[number],
  tensors: readonly tf.TensorInfo[],
  numbers: readonly number[],
  shapes: readonly (readonly number[])[],
): tf.Tensor[] | undefined {
  const backend = tensorflowBackend();
  const kernel = backend?.binding[name];
  if (!backend || !kernel || backend.isUsingGpuDevice) return undefined;
  if (tensors.some(({ dtype }) => dtype !== 'float32')) return undefined;
  const handles = kernel(Int32Array.from(backend.getInputTensorIds(tensors)), Float64Array.from(numbers));
  return handles.map((id, i) => {
    const shape = [...((shapes[i] ?? shapes.at(-1)) as readonly number[])];
    return backend.createOutputTensor({ id, shape, dtype: dataType.float32 });
  });
}

/** Activations that kernels of ours take along, in the order of `native/activations.h`. */
export const nativeActivations = ['none', 'relu', 'relu6'] as const;

/** Numbers of TensorFlow's `DataType` enumeration. */
export const dataType = { float32: 1, int32: 3, bool: 10, bfloat16: 14 } as const;

/** Builds attributes; the numbers are those of TensorFlow's C enumeration `TF_AttrType`. */
export const attribute = {
  string: (name: string, value: string): OpAttribute => ({ name, type: 0, value }),
  int: (name: string, value: number | number[]): OpAttribute => ({ name, type: 1, value }),
  float: (name: string, value: number): OpAttribute => ({ name, type: 2, value }),
  bool: (name: string, value: boolean): OpAttribute => ({ name, type: 3, value }),
  type: (name: string, value: number): OpAttribute => ({ name, type: 4, value }),
};
