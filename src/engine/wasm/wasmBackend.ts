import { createRequire } from 'node:module';
import { registerChannelsFirst } from '../kernels/channelsFirst.js';
import { registerComposedFused } from '../kernels/composedFused.js';
import { registerMissingKernels } from '../kernels/cpuKernels.js';
import { registerPaddedConvolutions } from '../kernels/paddedConvolutions.js';
import { registerPaddedPools } from '../kernels/paddedPools.js';
import { registerTransformKernel } from '../kernels/transformKernel.js';
import { keepingProcessListeners, readComplex, surviveReset } from '../patches/wasmModule.js';
import { withWasmThreads } from '../patches/wasmThreads.js';
import * as tf from '../tf.js';
import { registerForeignTypes } from './foreignTypes.js';
import { registerWasmGradientKernels } from './gradientKernels.js';
import { registerWasmValueKernels } from './valueKernels.js';
import type { WasmBackend } from './wasmMemory.js';

/** What runs after {@link startWasm}. */
export interface StartedWasm {
  readonly package: string;
  readonly threads: number;
}

interface WasmPackage {
  readonly version_wasm: string;
  getThreadsCount(): number;
}

/**
 * Starts WebAssembly as the backend of tfjs.
 *
 * @throws Error When it does not start.
 */
export async function startWasm(): Promise<StartedWasm> {
  const wasm = createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm') as WasmPackage;
  // `tf.setBackend` would make wasm current before it can answer; so it is made first, and registered as made.
  const make = tf.findBackendFactory('wasm') as () => Promise<tf.KernelBackend>;
  const backend = await keepingProcessListeners(() =>
    withWasmThreads(make).catch(() => {
      tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
      return make();
    }),
  );
  surviveReset(backend as WasmBackend);
  readComplex(backend as WasmBackend);
  tf.removeBackend('wasm');
  tf.registerBackend('wasm', () => backend, 2);
  registerWasmGradientKernels();
  registerTransformKernel('wasm');
  registerMissingKernels('wasm');
  registerWasmValueKernels();
  registerPaddedPools('wasm');
  registerPaddedConvolutions('wasm');
  registerChannelsFirst('wasm');
  registerComposedFused('wasm', ['FusedConv2D', 'FusedDepthwiseConv2D', '_FusedMatMul']);
  registerForeignTypes();
  if (!(await tf.setBackend('wasm'))) throw new Error('tfjs could not start its WebAssembly module');
  return { package: `@tensorflow/tfjs-backend-wasm ${wasm.version_wasm}`, threads: wasm.getThreadsCount() };
}
