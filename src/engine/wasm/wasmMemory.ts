import type * as tf from '../tf.js';

/** A tensor in the module's memory. */
interface WasmTensorData {
  readonly dtype: tf.DataType;
  readonly shape: number[];
  /** Where it begins, in bytes. */
  readonly memoryOffset: number;
}

/** tfjs's WASM backend, as far as it is used here. */
export interface WasmBackend extends tf.KernelBackend {
  readonly wasm: { readonly HEAPU8: Uint8Array; readonly tfjs: { dispose(): void } };
  readonly dataIdMap: { get(dataId: object): WasmTensorData };
  readSync(dataId: object, start?: number, end?: number): tf.backend_util.BackendValues;
  makeOutput(shape: number[], dtype: tf.DataType): tf.TensorInfo;
  /** The tensor's memory itself, until the next allocation. */
  typedArrayFromHeap(tensor: tf.TensorInfo): Float32Array | Int32Array | Uint8Array;
}
