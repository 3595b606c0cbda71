import * as tf from '../tf.js';
import type { WasmBackend } from '../wasm/wasmMemory.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-backend-wasm', version: '4.22.0' } as const;

/** `tf.engine().reset()` disposes of the backend and asks for it again: its memory is freed, the module stays. */
export function surviveReset(backend: WasmBackend): void {
  backend.dispose = () => backend.wasm.tfjs.dispose();
}

/** Emscripten's module ends the process at any unhandled rejection, a notebook's own too: takes that back. */
export async function keepingProcessListeners<Result>(run: () => Promise<Result>): Promise<Result> {
  const events = ['unhandledRejection', 'uncaughtException'] as const;
  const before = events.map((event) => process.rawListeners(event));
  try {
    return await run();
  } finally {
    for (const [i, event] of events.entries()) {
      for (const listener of process.rawListeners(event)) {
        if (!before[i]?.includes(listener)) process.off(event, listener as () => void);
      }
    }
  }
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
