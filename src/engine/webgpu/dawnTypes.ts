import type * as tf from '../tf.js';

/** What is used here of WebGPU's own interfaces, whose types come with an optional package. */
export interface GpuBuffer {
  readonly size: number;
  readonly mapState: 'unmapped' | 'pending' | 'mapped';
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
  unmap(): void;
}

/** What an adapter says of itself. */
export interface GpuAdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  readonly isFallbackAdapter?: boolean;
}

/** An error that no scope was waiting for. */
export interface UncapturedError extends Event {
  readonly error: { readonly message: string };
}

/** A device, through which all work goes. */
export interface GpuDevice extends EventTarget {
  readonly queue: { writeBuffer(buffer: GpuBuffer, offset: number, values: Float32Array): void };
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  destroy(): void;
}

/** A GPU, or a program that does its work on the processor. */
export interface GpuAdapter {
  readonly info: GpuAdapterInfo;
  readonly features: ReadonlySet<string>;
  readonly limits: Readonly<Record<string, number>>;
  requestDevice(description: object): Promise<GpuDevice>;
}

/** The npm package `webgpu`. */
export interface DawnPackage {
  /** The names that WebGPU has in a page, such as `GPUBufferUsage`. */
  readonly globals: Readonly<Record<string, unknown>>;
  create(flags: readonly string[]): {
    requestAdapter(options?: object): Promise<GpuAdapter | null>;
  };
}

/** What tfjs's backend keeps of one tensor. */
export interface WebgpuTensorData {
  readonly dtype: tf.DataType;
  readonly shape: number[];
  readonly resource?: GpuBuffer | null;
  readonly complexTensorInfos?: { readonly real: tf.TensorInfo; readonly imag: tf.TensorInfo };
  refCount: number;
  values?: tf.backend_util.BackendValues | null;
}

/** tfjs's WebGPU backend, as far as it is used here. */
export interface WebgpuBackend extends tf.KernelBackend {
  readonly device: GpuDevice;
  readonly commandEncoder: {
    copyBufferToBuffer(from: GpuBuffer, offset: number, to: GpuBuffer, at: number, size: number): void;
  } | null;
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): GpuBuffer;
    releaseBuffer(buffer: GpuBuffer): void;
  };
  readonly tensorMap: {
    has(dataId: object): boolean;
    get(dataId: object): WebgpuTensorData;
    set(dataId: object, data: WebgpuTensorData): void;
  };
  nextDataId(): number;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  makeTensorInfo(shape: number[], dtype: tf.DataType, values?: tf.backend_util.BackendValues): tf.TensorInfo;
  runWebGPUProgram(...parameters: unknown[]): tf.TensorInfo;
  read(dataId: object): Promise<tf.backend_util.BackendValues>;
  readSync(dataId: object): tf.backend_util.BackendValues;
  write(values: tf.backend_util.BackendValues | null, shape: number[], dtype: tf.DataType): object;
}
