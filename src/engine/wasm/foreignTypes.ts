import * as tf from '@tensorflow/tfjs';
import { type KernelCall, onCpu } from '../kernels/cpuKernels.js';
import { extendKernel } from '../kernels/extendKernel.js';
import type { WasmBackend } from './wasmMemory.js';

/** What the WASM module knows nothing of: its kernels read other memory in place of such values. */
const foreign: ReadonlySet<string> = new Set(['string', 'complex64']);

/** These move no values. */
const dtypeFree: ReadonlySet<string> = new Set(['Identity', 'Reshape']);

/** Sends every operation on strings and complex numbers to tfjs's cpu kernels. */
export function registerForeignTypes(): void {
  for (const { kernelName } of tf.getKernelsForBackend('wasm')) {
    if (dtypeFree.has(kernelName) || !tf.getKernel(kernelName, 'cpu')) continue;
    extendKernel(kernelName, 'wasm', (call) => (isForeign(call) ? onCpu(kernelName, call) : undefined));
  }
}

function isForeign({ inputs, attrs }: Required<KernelCall>): boolean {
  if (foreign.has(attrs.dtype as string) || typeof attrs.value === 'string') return true;
  for (const name in inputs) {
    const dtype = inputs[name]?.dtype;
    if (dtype !== undefined && foreign.has(dtype)) return true;
  }
  return false;
}

/** Lets the backend give back complex numbers, which it takes: pairs of floats in its memory. */
export function readComplex(backend: WasmBackend): void {
  const readOthers = backend.readSync.bind(backend);
  backend.readSync = (dataId, start, end) => {
    const { dtype, shape, memoryOffset } = backend.dataIdMap.get(dataId);
    if (dtype !== 'complex64') return readOthers(dataId, start, end);
    const bytes = tf.util.sizeFromShape(shape) * 8;
    return new Float32Array(backend.wasm.HEAPU8.slice(memoryOffset, memoryOffset + bytes).buffer);
  };
}
