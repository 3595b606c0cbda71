import { type KernelCall, onCpu } from '../kernels/cpuKernels.js';
import { extendKernel } from '../kernels/extendKernel.js';
import * as tf from '../tf.js';

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
