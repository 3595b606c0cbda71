import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { type MessagePort, parentPort, Worker, workerData } from 'node:worker_threads';
import { PendingAnswers, SerialQueue } from '../../core/index.js';
import type { ImageStats } from '../transforms/colours.js';
import type { DecodedPhoto, PhotoSource, PhotoTarget } from '../transforms/pixels.js';
import { preparePhoto } from '../transforms/preparePhoto.js';
import type { DrawnTransform } from '../transforms/transform.js';
import { decodeJpegHere } from './decodeJpegHere.js';
import { decodePhoto } from './decodePhoto.js';

/** One photo to prepare. */
export interface PhotoTask {
  /** Where it goes: its number in the job's output. */
  readonly slot: number;
  /** A photo that was decoded before, or where to get it. */
  readonly photo: DecodedPhoto | { readonly source: PhotoSource };
  /** What happens to the photo, drawn already. */
  readonly drawn: readonly DrawnTransform[];
}

/** Photos to prepare into one piece of memory; plain data that any thread can take. */
export interface PhotoJob {
  /** One a photo. */
  readonly tasks: readonly PhotoTask[];
  /** Size, and how photos are brought to it. */
  readonly target: PhotoTarget;
  /** Normalization; `undefined`: colours stay 0 … 1. */
  readonly stats: ImageStats | undefined;
  /** `[photos, height, width, 3]`, in shared memory. */
  readonly output: Float32Array;
  /** One int32: not 0 when nobody wants the result any more. */
  readonly cancelled: SharedArrayBuffer;
  /** Send back what was decoded. */
  readonly keepDecoded: boolean;
  /** Path of the addon that decodes ordinary JPEGs faster; absent: sharp decodes all. */
  readonly jpegDecoder?: string | undefined;
}

/** What came of a {@link PhotoJob}. */
export interface PhotoJobResult {
  /** Photos that could not be read, by their slot in the batch. */
  readonly failures: readonly { readonly slot: number; readonly reason: string }[];
  /** Decoded photos to keep, by their slot in the batch. */
  readonly decoded: readonly { readonly slot: number; readonly photo: DecodedPhoto }[];
}

/** How many photos are decoded at a time: while one is sampled, the next ones are on their way. */
const decodesInFlight = 3;

/** Decodes and prepares the photos of a job. A photo that cannot be decoded is a failure of its own only. */
export async function runPhotoJob(job: PhotoJob): Promise<PhotoJobResult> {
  const failures: { slot: number; reason: string }[] = [];
  const decoded: { slot: number; photo: DecodedPhoto }[] = [];
  const cancelled = new Int32Array(job.cancelled);
  const size = job.target.height * job.target.width * 3;
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < job.tasks.length && Atomics.load(cancelled, 0) === 0) {
      const { slot, photo, drawn } = job.tasks[next++] as PhotoTask;
      try {
        const ready = 'source' in photo ? await decodeShared(photo.source, job) : photo;
        if ('source' in photo && job.keepDecoded) decoded.push({ slot, photo: ready });
        preparePhoto(ready, drawn, job.target, job.stats, job.output, slot * size);
      } catch (error) {
        failures.push({
          slot,
          reason:
            error instanceof Error ? ((error as { reason?: string }).reason ?? error.message) : String(error),
        });
      }
    }
  };
  await Promise.all(Array.from({ length: decodesInFlight }, lane));
  return { failures, decoded };
}

/**
 * Reads a file without going through the thread pool: the trip there and back costs more than reading a photo
 * that is in the disk's cache, and this thread has nothing else to do.
 */
function readNow(path: string): Uint8Array | string {
  try {
    return readFileSync(path);
  } catch {
    // The decoder says what is wrong with the file.
    return path;
  }
}

async function decodeShared(source: PhotoSource, job: PhotoJob): Promise<DecodedPhoto> {
  const { target, jpegDecoder: decoder, keepDecoded: shared } = job;
  const encoded = typeof source === 'string' ? readNow(source) : source;
  const here =
    decoder && encoded instanceof Uint8Array && decodeJpegHere(encoded, target, { decoder, shared });
  if (here) return here;
  const photo = await decodePhoto(encoded, target);
  if (!shared) return photo;
  // Kept photos lie in shared memory, so that any thread can sample them later without a copy.
  const data = new Uint8Array(new SharedArrayBuffer(photo.data.length));
  data.set(photo.data);
  return { ...photo, data };
}

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
    const worker = new Worker(workerFile, { workerData: photoThread });
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
