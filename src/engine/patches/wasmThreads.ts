import { createRequire } from 'node:module';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import * as tf from '@tensorflow/tfjs';
import { packageRoot } from '../../core/index.js';

/** For which release this was written. */
export const writtenFor = { package: '@tensorflow/tfjs-backend-wasm', version: '4.22.0' } as const;

interface WasmPackage {
  setThreadsCount(count: number): void;
}

/** The module makes this many workers whatever we ask for. */
const mostThreads = 8;

/**
 * Runs `start`, which instantiates the WASM module, such that the module uses threads: tfjs switches them off in Node
 * (tfjs#3830), since Node cannot load a worker from a blob.
 */
export async function withWasmThreads(start: () => Promise<tf.KernelBackend>): Promise<tf.KernelBackend> {
  const threads = Math.min(availableParallelism(), mostThreads);
  const require = createRequire(import.meta.url);
  const { setThreadsCount } = require('@tensorflow/tfjs-backend-wasm') as WasmPackage;
  const os = require('node:os') as { cpus: typeof cpus };
  const { createObjectURL } = URL;
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  setThreadsCount(threads);
  // The module takes half of the logical processors at most.
  os.cpus = () => [...cpus(), ...cpus()];
  URL.createObjectURL = () => join(packageRoot(), 'src', 'engine', 'native', 'wasmWorker.cjs');
  try {
    const backend = await start();
    unrefWorkers(backend as ThreadedBackend);
    return backend;
  } finally {
    URL.createObjectURL = createObjectURL;
    os.cpus = cpus;
  }
}

interface ThreadedBackend extends tf.KernelBackend {
  readonly wasm?: {
    readonly PThread?: { readonly runningWorkers: Worker[]; readonly unusedWorkers: Worker[] };
  };
}

/** Threads that wait for work must not keep a program from ending. */
function unrefWorkers({ wasm }: ThreadedBackend): void {
  const { runningWorkers = [], unusedWorkers = [] } = wasm?.PThread ?? {};
  for (const worker of [...runningWorkers, ...unusedWorkers]) worker.unref();
}
