import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { PendingAnswers, SerialQueue } from '../../core/index.js';
import { type PhotoJob, type PhotoJobResult, runPhotoJob } from './photoJob.js';

interface PhotoWorkerAnswer {
  readonly id: number;
  readonly result?: PhotoJobResult;
  readonly error?: Error | string;
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
  constructor(
    /** Threads that read photos. */
    readonly count: number = defaultWorkers(),
  ) {}

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

const workerFile = new URL('./photoWorkers.js', import.meta.url);

/** What a thread of this file is told, by which it knows that it is one. */
const photoThread = 'tsvision photos';

/** The compiled worker is missing when the sources are run by a tool that compiles in memory. */
function canStart(): boolean {
  return existsSync(fileURLToPath(workerFile));
}

class PhotoThread {
  readonly #answers = new PendingAnswers<PhotoJobResult>();
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  run(job: PhotoJob): Promise<PhotoJobResult> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    const worker = this.#worker;
    worker.ref();
    return this.#answers.ask((id) => worker.postMessage({ id, job }));
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    const worker = this.#worker;
    this.#worker = undefined;
    this.#answers.refuseAll(new Error('The photo threads were closed.'));
    await worker?.terminate();
  }

  #start(): Worker {
    // Options of a program that came as text (`node --input-type=module -e …`) would be refused.
    const worker = new Worker(workerFile, { workerData: photoThread, execArgv: [] });
    worker.on('message', ({ id, result, error }: PhotoWorkerAnswer) => {
      if (result) this.#answers.answer(id, result);
      else this.#answers.refuse(id, error instanceof Error ? error : new Error(error));
      if (this.#answers.size === 0) this.#rest(worker);
    });
    const fail = (error: Error): void => {
      // A thread that was closed may end when its successor has work already.
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#answers.refuseAll(error);
    };
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('A photo thread has ended.')));
    return worker;
  }

  /** An idle thread must neither keep the program alive nor stay for ever. */
  #rest(worker: Worker): void {
    worker.unref();
    this.#idle = setTimeout(() => void this.close(), idleMilliseconds).unref();
  }
}

/** In a worker thread: prepares photos off the main thread, one job after the other. */
function serve(port: MessagePort): void {
  const jobs = new SerialQueue();
  port.on('message', ({ id, job }: { readonly id: number; readonly job: PhotoJob }) => {
    void jobs
      .run(() => runPhotoJob(job))
      .then(
        (result) => port.postMessage({ id, result }),
        // A clone keeps message and stack.
        (error: unknown) => port.postMessage({ id, error: error instanceof Error ? error : String(error) }),
      );
  });
}

// This file is the program of its own threads, and of no other that happens to load it.
if (parentPort && workerData === photoThread) serve(parentPort);
