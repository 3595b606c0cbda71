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

/** tfjs-node's native binding, as far as it is used here. */
export interface NativeBinding {
  executeOp(name: string, attributes: OpAttribute[], inputs: number[], outputs: number): OpOutput[];
  deleteTensor(id: number): void;
  tensorDataSync(id: number): tf.backend_util.TypedArray;
  /**
   * Our own addition (`native/binding.cc`): one optimizer step over all weights. `ids` holds, for each weight, the
   * handles of the weight, its gradient and its averages. Their memory is updated in place where nobody else holds
   * it, and replaced where somebody does.
   */
  optimizerStep?(kind: string, ids: Int32Array, perParam: number, numbers: Float64Array): void;
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
