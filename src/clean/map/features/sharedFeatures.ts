import { createHash } from 'node:crypto';
import { SerialQueue } from '../../../core/index.js';
import {
  type FeaturePhoto,
  type PhotoFeatures,
  type PhotoFeaturesOptions,
  photoFeatures,
} from './photoFeatures.js';
import { sharedFloats } from './unitRows.js';

/** Somebody who wants features, and how to tell them. */
interface Waiter {
  readonly give: (found: PhotoFeatures) => void;
  readonly fail: (reason: unknown) => void;
  readonly onProgress: (done: number, total: number) => void;
}

/**
 * Features that several ask for at once are computed once: whoever asks for the same photos and body joins, and the work
 * stops only when nobody waits for it any more. Other photos or another body come after it, and find on the disk what
 * it has kept.
 */
export class SharedFeatures {
  readonly #passes = new Map<string, Pass>();
  readonly #turns = new SerialQueue();

  /** As {@link photoFeatures}; the matrix is the caller's own, to be changed as it likes. */
  async of(photos: readonly FeaturePhoto[], options: PhotoFeaturesOptions): Promise<PhotoFeatures> {
    const { signal, onProgress = () => undefined } = options;
    const key = keyOf(photos, options.root, await options.body.identity());
    signal?.throwIfAborted();
    const running = this.#passes.get(key);
    if (running && !running.isStopping) return running.join(onProgress, signal);
    const pass = new Pass();
    this.#passes.set(key, pass);
    void this.#turns
      .run(() => pass.run((how) => photoFeatures(photos, { ...options, ...how })))
      .finally(() => {
        if (this.#passes.get(key) === pass) this.#passes.delete(key);
      });
    return pass.join(onProgress, signal);
  }
}

/** One computation, and who waits for it. */
class Pass {
  readonly #stop = new AbortController();
  readonly #waiting = new Set<Waiter>();
  #told: readonly [done: number, total: number] | undefined;

  /** Nobody waits for it any more: who comes now begins another. */
  get isStopping(): boolean {
    return this.#stop.signal.aborted;
  }

  async run(
    work: (how: Required<Pick<PhotoFeaturesOptions, 'signal' | 'onProgress'>>) => Promise<PhotoFeatures>,
  ): Promise<void> {
    const { signal } = this.#stop;
    try {
      signal.throwIfAborted();
      const found = await work({ signal, onProgress: (done, total) => this.#tell(done, total) });
      for (const [i, { give }] of [...this.#waiting].entries()) give(i === 0 ? found : copyOf(found));
    } catch (error) {
      for (const { fail } of this.#waiting) fail(error);
    }
  }

  join(onProgress: Waiter['onProgress'], signal: AbortSignal | undefined): Promise<PhotoFeatures> {
    if (this.#told) onProgress(...this.#told);
    let leave = (): void => undefined;
    const found = new Promise<PhotoFeatures>((give, fail) => {
      const waiter = { give, fail, onProgress };
      this.#waiting.add(waiter);
      leave = () => this.#leave(waiter, signal?.reason);
      signal?.addEventListener('abort', leave, { once: true });
    });
    return found.finally(() => signal?.removeEventListener('abort', leave));
  }

  /** The last one hears of it when what is there has been kept. */
  #leave(waiter: Waiter, reason: unknown): void {
    if (this.#waiting.size === 1) {
      if (this.#waiting.has(waiter)) this.#stop.abort(reason);
      return;
    }
    this.#waiting.delete(waiter);
    waiter.fail(reason);
  }

  #tell(done: number, total: number): void {
    this.#told = [done, total];
    for (const { onProgress } of this.#waiting) onProgress(done, total);
  }
}

function keyOf(photos: readonly FeaturePhoto[], root: string, identity: string): string {
  const hash = createHash('sha256').update(JSON.stringify([root, identity]));
  for (const { path } of photos) hash.update(`${path}\0`);
  return hash.digest('hex');
}

function copyOf(found: PhotoFeatures): PhotoFeatures {
  const values = sharedFloats(found.values.length);
  values.set(found.values);
  return { ...found, values };
}
