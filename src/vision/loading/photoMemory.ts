import { availableMemory } from 'node:process';
import type { DecodedPhoto } from '../transforms/pixels.js';

/**
 * Shared memory that batches are prepared in, used again and again: the engine does not count shared memory when
 * it decides to collect garbage, so that new memory for each batch would pile up.
 */
export class BatchBuffers {
  readonly #free: Float32Array[] = [];

  /** Shared memory for so many values, with anything in it; it begins 4 bytes after a multiple of 8, as `tensorOfReused` asks. */
  take(length: number): Float32Array {
    const position = this.#free.findIndex((values) => values.length === length);
    if (position >= 0) return this.#free.splice(position, 1)[0] as Float32Array;
    const { BYTES_PER_ELEMENT: bytes } = Float32Array;
    return new Float32Array(new SharedArrayBuffer((length + 1) * bytes), bytes, length);
  }

  /** Takes memory back that no thread writes to any more. */
  giveBack(values: Float32Array): void {
    this.#free.push(values);
    // Sizes change with the batch size and at the last batch; more than this is never in flight.
    if (this.#free.length > 4) this.#free.shift();
  }
}

let shared: BatchBuffers | undefined;

/**
 * The memory of batches of this process: a buffer belongs to one loader from `take` to `giveBack`, and then to any, so
 * that several data bunches of a notebook do not keep batches each for itself.
 */
export function sharedBatchBuffers(): BatchBuffers {
  shared ??= new BatchBuffers();
  return shared;
}

/**
 * Decoded photos of earlier epochs, up to a number of bytes. When it is full, what is in it stays: a pass goes
 * over all photos in turn, and putting the newest in place of the oldest would make every look-up miss.
 */
export class PhotoCache {
  readonly #photos = new Map<string, DecodedPhoto>();
  #bytes = 0;

  /** @param limit bytes. @default a quarter of the free memory, at most 1.5 GiB */
  constructor(
    /** Bytes that it may hold. */
    readonly limit: number = Math.min(1.5 * 2 ** 30, availableMemory() / 4),
  ) {}

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is room for one more photo of usual size. */
  get hasRoom(): boolean {
    const usual = this.#photos.size > 0 ? this.#bytes / this.#photos.size : 0;
    return this.#bytes + usual < this.limit;
  }

  /** The photo that was kept under this key. */
  get(key: string): DecodedPhoto | undefined {
    return this.#photos.get(key);
  }

  /** Keeps a photo, if there is room. */
  set(key: string, photo: DecodedPhoto): void {
    if (this.#photos.has(key) || this.#bytes + photo.data.length > this.limit) return;
    this.#photos.set(key, photo);
    this.#bytes += photo.data.length;
  }

  /** Forgets all photos. */
  clear(): void {
    this.#photos.clear();
    this.#bytes = 0;
  }
}
