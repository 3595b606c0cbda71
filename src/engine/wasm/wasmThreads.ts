import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { packageRoot } from '../../core/index.js';

/** The module makes this many workers whatever we ask for. */
const mostThreads = 8;

/**
 * Runs `start`, which instantiates the WASM module, such that the module uses threads: tfjs switches them off in Node
 * (tfjs#3830), since Node cannot load a worker from a blob.
 */
export async function withWasmThreads<Result>(start: () => Promise<Result>): Promise<Result> {
  const threads = Math.min(availableParallelism(), mostThreads);
  const { setThreadsCount } = createRequire(import.meta.url)('@tensorflow/tfjs-backend-wasm') as {
    setThreadsCount(count: number): void;
  };
  const { createObjectURL } = URL;
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  setThreadsCount(threads);
  URL.createObjectURL = () => join(packageRoot(), 'src', 'engine', 'native', 'wasmWorker.cjs');
  try {
    return await start();
  } finally {
    URL.createObjectURL = createObjectURL;
  }
}
