import { availableMemory } from 'node:process';
import type { DecodedPhoto } from '../sampling/preparePhoto.js';

/**
 * Decoded photos of earlier epochs, up to a number of bytes. When it is full, what is in it stays: a pass goes
 * over all photos in turn, and putting the newest in place of the oldest would make every look-up miss.
 */
export class PhotoCache {
  readonly #photos = new Map<string, DecodedPhoto>();
  #bytes = 0;

  /** @param limit bytes. @default a quarter of the free memory, at most 1.5 GiB */
  constructor(readonly limit: number = Math.min(1.5 * 2 ** 30, availableMemory() / 4)) {}

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether there is room for one more photo of usual size. */
  get hasRoom(): boolean {
    const usual = this.#photos.size > 0 ? this.#bytes / this.#photos.size : 0;
    return this.#bytes + usual < this.limit;
  }

  get(key: string): DecodedPhoto | undefined {
    return this.#photos.get(key);
  }

  set(key: string, photo: DecodedPhoto): void {
    if (this.#photos.has(key) || this.#bytes + photo.data.length > this.limit) return;
    this.#photos.set(key, photo);
    this.#bytes += photo.data.length;
  }

  clear(): void {
    this.#photos.clear();
    this.#bytes = 0;
  }
}
