import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { setBackend } from '@tensorflow/tfjs-core';
import type { LoadClassifierOptions } from '../contract.js';
import { NoEngineError } from '../errors.js';

/** What computes in a page. */
export type WebBackend = 'webgpu' | 'wasm';

/** TensorFlow.js has one engine for a page: which one runs, or is about to. */
let running: WebBackend | undefined;

/** Starts TensorFlow.js, once for a page; classifiers that come later share it. */
export async function startEngine(
  asked: LoadClassifierOptions['backend'] = 'auto',
  wasmPath: string,
): Promise<WebBackend> {
  if (running !== undefined && (asked === 'auto' || asked === running)) return running;
  // A browser that draws without a graphics card has a WebGPU that is slower than WebAssembly.
  if (asked === 'webgpu' || (asked === 'auto' && (await hasGraphicsCard()))) {
    if (await started(startWebgpu)) return use('webgpu');
    if (asked === 'webgpu') throw new NoEngineError('WebGPU');
  }
  if (typeof WebAssembly === 'undefined') throw new NoEngineError('WebAssembly');
  let cause: unknown;
  try {
    // The files with and without SIMD and threads: tfjs finds out what the browser, and the page's isolation, allow.
    if (running !== 'wasm') setWasmPaths(wasmPath);
    if (await setBackend('wasm')) return use('wasm');
  } catch (error) {
    cause = error;
  }
  throw new NoEngineError(`WebAssembly, from ${wasmPath}`, cause);
}

function use(backend: WebBackend): WebBackend {
  running = backend;
  return backend;
}

async function hasGraphicsCard(): Promise<boolean> {
  const gpu = (globalThis.navigator as { gpu?: { requestAdapter(): Promise<Adapter | null> } } | undefined)
    ?.gpu;
  if (!gpu) return false;
  const adapter = await gpu.requestAdapter().catch(() => null);
  return adapter !== null && !(adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false);
}

interface Adapter {
  readonly isFallbackAdapter?: boolean;
  readonly info?: { readonly isFallbackAdapter?: boolean };
}

async function startWebgpu(): Promise<boolean> {
  await import('@tensorflow/tfjs-backend-webgpu');
  return setBackend('webgpu');
}

async function started(start: () => Promise<boolean>): Promise<boolean> {
  return start().catch(() => false);
}
