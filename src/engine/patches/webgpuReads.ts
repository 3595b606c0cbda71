import { GpuError } from '../errors.js';
import * as tf from '../tf.js';
import type { GpuBuffer, UncapturedError, WebgpuBackend } from '../webgpu/dawnTypes.js';
import { waitForDawn } from './dawnEvents.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-backend-webgpu', version: '4.22.0' } as const;

/** WebGPU's constants, global once the engine starts. */
declare const GPUBufferUsage: Readonly<Record<'COPY_DST' | 'COPY_SRC' | 'MAP_READ' | 'STORAGE', number>>;
declare const GPUMapMode: { readonly READ: number };

/**
 * Lets the backend give values at once (`dataSync`), which tfjs does by a page's canvas alone; lets it give those of a
 * tensor that is disposed of while they are on their way, as other engines do; and makes every operation and every
 * reading throw what the GPU complained of, where the backend would go on with whatever lies in its memory.
 */
export function readThroughDawn(backend: WebgpuBackend): void {
  const check = complaints(backend);
  const { readSync, read, runWebGPUProgram } = backend;
  backend.readSync = (dataId) => {
    check();
    const known = valuesAtHand(backend, dataId);
    if (known) return known;
    const { dtype, resource } = backend.tensorMap.get(dataId);
    if (!resource) return Reflect.apply(readSync, backend, [dataId]);
    return keep(backend, dataId, valuesOf(readNow(backend, resource, check), dtype));
  };
  backend.read = async (dataId) => {
    check();
    const known = valuesAtHand(backend, dataId);
    if (known) return known;
    const { dtype, resource } = backend.tensorMap.get(dataId);
    if (!resource) return Reflect.apply(read, backend, [dataId]);
    return keep(backend, dataId, valuesOf(await readLater(backend, resource, check), dtype));
  };
  backend.runWebGPUProgram = (...parameters) => {
    check();
    return Reflect.apply(runWebGPUProgram, backend, parameters);
  };
}

/** Throws what the device has complained of: once, but for its loss, from which it does not come back. */
function complaints(backend: WebgpuBackend): () => void {
  const { device } = backend;
  let lost: GpuError | undefined;
  let waiting: GpuError | undefined;
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    const { error } = event as UncapturedError;
    const problem = error.constructor.name === 'GPUOutOfMemoryError' ? 'memory' : 'refused';
    waiting ??= new GpuError(problem, error.message.split('\n')[0] as string);
  });
  void device.lost.then(({ message }) => {
    lost = new GpuError('lost', message.split('\n')[0] as string);
  });
  return () => {
    if (lost) throw lost;
    if (!waiting) return;
    const error = waiting;
    // What was asked for in the same breath fails with it.
    backend.endComputePassEncoder();
    if (backend.commandEncoder) backend.submitQueue();
    waiting = undefined;
    throw error;
  };
}

function valuesAtHand(backend: WebgpuBackend, dataId: object): tf.backend_util.BackendValues | undefined {
  return backend.tensorMap.get(dataId).values ?? undefined;
}

const valuesOf = (bytes: ArrayBuffer, dtype: tf.DataType): tf.backend_util.BackendValues =>
  tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype);

function keep(
  backend: WebgpuBackend,
  dataId: object,
  values: tf.backend_util.BackendValues,
): tf.backend_util.BackendValues {
  // It may have been disposed of in the meantime.
  if (backend.tensorMap.has(dataId)) backend.tensorMap.get(dataId).values = values;
  return values;
}

function readNow(backend: WebgpuBackend, from: GpuBuffer, check: () => void): ArrayBuffer {
  const copy = copyForReading(backend, from);
  copy.mapAsync(GPUMapMode.READ).catch(() => undefined); // What went wrong, its state says.
  waitForDawn(() => copy.mapState !== 'pending');
  check();
  if (copy.mapState !== 'mapped') throw new GpuError('lost', 'it does not give back what it computed');
  return taken(backend, copy);
}

async function readLater(backend: WebgpuBackend, from: GpuBuffer, check: () => void): Promise<ArrayBuffer> {
  const copy = copyForReading(backend, from);
  try {
    await copy.mapAsync(GPUMapMode.READ);
  } catch (error) {
    check();
    throw new GpuError('lost', (error as Error).message);
  }
  check();
  return taken(backend, copy);
}

function copyForReading(backend: WebgpuBackend, from: GpuBuffer): GpuBuffer {
  const { size } = from;
  const copy = backend.bufferManager.acquireBuffer(size, GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ);
  backend.ensureCommandEncoderReady();
  backend.endComputePassEncoder();
  backend.commandEncoder?.copyBufferToBuffer(from, 0, copy, 0, size);
  backend.submitQueue();
  return copy;
}

function taken({ bufferManager }: WebgpuBackend, copy: GpuBuffer): ArrayBuffer {
  const values = copy.getMappedRange().slice(0);
  copy.unmap();
  bufferManager.releaseBuffer(copy);
  return values;
}

/** Lets the backend take complex numbers, which it keeps as two tensors: our cpu kernels answer with them. */
export function writeComplex(backend: WebgpuBackend): void {
  const { write } = backend;
  backend.write = (values, shape, dtype) => {
    if (dtype !== 'complex64' || !values) return Reflect.apply(write, backend, [values, shape, dtype]);
    const { real, imag } = tf.backend_util.splitRealAndImagArrays(values as Float32Array);
    const part = (numbers: Float32Array): tf.TensorInfo => backend.makeTensorInfo(shape, 'float32', numbers);
    const dataId = { id: backend.nextDataId() };
    const complexTensorInfos = { real: part(real), imag: part(imag) };
    backend.tensorMap.set(dataId, { dtype, shape, refCount: 1, complexTensorInfos });
    return dataId;
  };
}

/** Whether a number that is written to the GPU comes back at once. */
export function givesBack(backend: WebgpuBackend): boolean {
  const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
  const buffer = backend.bufferManager.acquireBuffer(4, usage);
  backend.device.queue.writeBuffer(buffer, 0, new Float32Array([42]));
  const [value] = new Float32Array(readNow(backend, buffer, () => undefined));
  backend.bufferManager.releaseBuffer(buffer);
  return value === 42;
}
