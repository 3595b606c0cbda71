import { availableParallelism } from 'node:os';
import type { PhotoPreprocessorConfig } from '../../vision/index.js';
import type { CheckedPhoto, StageLimits } from '../classifier.js';
import { damaged, tooLarge } from '../intake/photo/photoBudget.js';
import { overloaded } from '../overloaded.js';
import { DecodeClock } from './decodeClock.js';
import { DecoderProcess } from './decoderProcess.js';

interface Job extends CheckedPhoto {
  readonly signal: AbortSignal;
  readonly resolve: (input: Float32Array) => void;
  readonly reject: (error: unknown) => void;
}

/** Pixels from which on a photo is decoded alone, so that memory holds one of them at most. */
export const heavyPixels = 16e6;
const most = 4;

/**
 * Processes that decode strangers' photos beside the server: whatever a photo does to its decoder, the server answers
 * others meanwhile, and a decoder that takes too long is killed.
 */
export class DecoderPool {
  readonly #all = new Set<DecoderProcess>();
  readonly #idle: DecoderProcess[] = [];
  #jobs: Job[] = [];
  #heavy = 0;
  #closed = false;

  constructor(
    private readonly config: PhotoPreprocessorConfig,
    private readonly options: StageLimits,
  ) {
    this.#fill();
  }

  /** Photos that wait for a decoder now. */
  get depth(): number {
    return this.#jobs.length;
  }

  /**
   * Encoded photo → `[height, width, 3]`, prepared for the model.
   *
   * @param signal ends the wait of a photo whose turn has not come
   * @throws RequestError 503 when too many wait; 413 when it takes too long; 422 when it cannot be decoded
   */
  prepare(photo: CheckedPhoto, signal: AbortSignal): Promise<Float32Array> {
    this.#dropAborted();
    if (this.#jobs.length >= this.options.maxQueue) return Promise.reject(overloaded());
    this.#fill();
    return new Promise((resolve, reject) => {
      this.#jobs.push({ ...photo, signal, resolve, reject });
      this.#next();
    });
  }

  /** Ends all decoders. */
  close(): void {
    this.#closed = true;
    for (const decoder of this.#all) decoder.kill();
    for (const { reject } of this.#jobs.splice(0)) reject(overloaded());
  }

  #fill(): void {
    while (!this.#closed && this.#all.size < Math.min(availableParallelism(), most)) {
      const decoder = new DecoderProcess(this.config);
      this.#all.add(decoder);
      decoder.ready.then(
        () => this.#offer(decoder),
        (error: unknown) => this.#cannotStart(decoder, error),
      );
    }
  }

  #offer(decoder: DecoderProcess): void {
    if (!decoder.ended) this.#idle.push(decoder);
    else this.#all.delete(decoder);
    this.#next();
  }

  /** Only the next photo tries again: a decoder that never starts must not be started for ever. */
  #cannotStart(decoder: DecoderProcess, error: unknown): void {
    this.#all.delete(decoder);
    if (this.#all.size > 0) return;
    for (const { reject } of this.#jobs.splice(0)) reject(error);
  }

  #dropAborted(): void {
    this.#jobs = this.#jobs.filter(({ signal, reject }) => {
      if (signal.aborted) reject(signal.reason);
      return !signal.aborted;
    });
  }

  #next(): void {
    this.#dropAborted();
    for (const job of [...this.#jobs]) {
      const decoder = this.#takeIdle();
      if (!decoder) return;
      if (job.pixels > heavyPixels && this.#heavy > 0) this.#idle.push(decoder);
      else void this.#run(decoder, job);
    }
  }

  #takeIdle(): DecoderProcess | undefined {
    for (let decoder = this.#idle.pop(); decoder; decoder = this.#idle.pop()) {
      if (!decoder.ended) return decoder;
      this.#all.delete(decoder);
      this.#fill();
    }
    return undefined;
  }

  async #run(decoder: DecoderProcess, job: Job): Promise<void> {
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    const heavy = job.pixels > heavyPixels ? 1 : 0;
    this.#heavy += heavy;
    const clock = new DecodeClock(decoder, this.options);
    try {
      job.resolve(await decoder.prepare(job.bytes));
    } catch (error) {
      job.reject(clock.late ? tooLarge('so much in it that it takes too long to decode') : damaged(error));
    } finally {
      clock.stop();
      this.#heavy -= heavy;
      this.#offer(decoder);
      this.#fill();
    }
  }
}
