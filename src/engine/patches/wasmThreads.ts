import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { packageRoot } from '../../core/index.js';
import * as tf from '../tf.js';

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
  const os = require('node:os') as typeof import('node:os');
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', threads > 1);
  setThreadsCount(threads);
  // The module takes half of the logical processors at most.
  const { cpus } = os;
  const restoreCpus = replaceForModule(os, 'cpus', () => [...cpus(), ...cpus()]);
  const worker = join(packageRoot(), 'src', 'engine', 'native', 'wasmWorker.cjs');
  const restoreUrl = replaceForModule(URL, 'createObjectURL', () => worker);
  try {
    const backend = await start();
    unrefWorkers(backend as ThreadedBackend);
    return backend;
  } finally {
    restoreUrl();
    restoreCpus();
  }
}

/**
 * Replaces a function for the calls of the WASM package alone: the module starts over several turns, in which all
 * other code runs too.
 *
 * @returns puts the function back
 */
function replaceForModule<Name extends string>(
  owner: Record<Name, (...parameters: never[]) => unknown>,
  name: Name,
  replacement: () => unknown,
): () => void {
  const original = owner[name];
  owner[name] = (...parameters) =>
    isCalledByModule() ? replacement() : Reflect.apply(original, owner, parameters);
  return () => {
    owner[name] = original;
  };
}

function isCalledByModule(): boolean {
  const frames: { stack?: string } = {};
  const { stackTraceLimit } = Error;
  // The call comes from the module's first frames; a program may have set the limit to none.
  Error.stackTraceLimit = 10;
  Error.captureStackTrace(frames, isCalledByModule);
  Error.stackTraceLimit = stackTraceLimit;
  return frames.stack?.includes('tfjs-backend-wasm') ?? false;
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
