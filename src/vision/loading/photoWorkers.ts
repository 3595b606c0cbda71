import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { type PhotoJob, type PhotoJobResult, runPhotoJob } from './photoJob.js';

interface Waiting {
  readonly resolve: (result: PhotoJobResult) => void;
  readonly reject: (error: Error) => void;
}

/** A worker that has had nothing to do for so long is ended; the next job starts another. */
const idleMilliseconds = 20_000;

/**
 * Threads that decode and augment photos while the main thread, which TensorFlow blocks, computes a step. They
 * hold no state: every job says all it needs.
 */
export class PhotoWorkers {
  readonly #workers: PhotoThread[] = [];
  #next = 0;

  /** @param count threads; 0 does the work on the calling thread */
  constructor(readonly count: number = defaultWorkers()) {}

  /** Runs a job on the next thread. */
  run(job: PhotoJob): Promise<PhotoJobResult> {
    if (this.count === 0 || !canStart()) return runPhotoJob(job);
    const position = this.#next++ % this.count;
    this.#workers[position] ??= new PhotoThread();
    return this.#workers[position].run(job);
  }

  /** Ends the threads; a later job starts them again. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((thread) => thread?.close()));
  }
}

let shared: PhotoWorkers | undefined;

/** The threads that all loaders of this process share unless they are given their own. */
export function sharedPhotoWorkers(): PhotoWorkers {
  shared ??= new PhotoWorkers();
  return shared;
}

function defaultWorkers(): number {
  return Math.min(availableParallelism(), 8);
}

const workerFile = new URL('./photoWorker.js', import.meta.url);

/** The compiled worker is missing when the sources are run by a tool that compiles in memory. */
function canStart(): boolean {
  return existsSync(fileURLToPath(workerFile));
}

class PhotoThread {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #id = 0;
  #idle: NodeJS.Timeout | undefined;

  run(job: PhotoJob): Promise<PhotoJobResult> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#worker.ref();
    const id = this.#id++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage({ id, job });
    });
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#rejectAll(new Error('The photo threads were closed.'));
    await worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerFile);
    worker.on('message', ({ id, result, error }: { id: number; result?: PhotoJobResult; error?: string }) => {
      const waiting = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (result) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
      if (this.#waiting.size === 0) this.#rest(worker);
    });
    const fail = (error: Error): void => {
      // A thread that was closed may end when its successor has work already.
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#rejectAll(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('A photo thread has ended.')));
    return worker;
  }

  #rejectAll(error: Error): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  /** An idle thread must neither keep the program alive nor stay for ever. */
  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => void this.close(), idleMilliseconds).unref();
  }
}
