import { thumbnail } from '../../../plot/index.js';

/** Small JPEGs made on request; the ones used last are kept, up to a number of bytes. */
export class ThumbnailCache {
  /** In the order of their last use. */
  readonly #kept = new Map<string, Uint8Array>();
  readonly #making = new Map<string, Promise<Uint8Array>>();
  #bytes = 0;

  /** @param limit bytes kept. @default 64 MiB */
  constructor(private readonly limit = 64 * 2 ** 20) {}

  /** Bytes that are kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A JPEG whose longer side is at most `size` pixels; empty when the file cannot be decoded. */
  async get(path: string, size: number): Promise<Uint8Array> {
    const key = `${size} ${path}`;
    const kept = this.#kept.get(key);
    if (kept) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
      return kept;
    }
    const making = this.#making.get(key) ?? this.#make(key, path, size);
    this.#making.set(key, making);
    return making;
  }

  async #make(key: string, path: string, size: number): Promise<Uint8Array> {
    const jpeg = await thumbnail(path, size).then(
      (made) => made.jpeg,
      () => new Uint8Array(),
    );
    this.#making.delete(key);
    this.#kept.set(key, jpeg);
    this.#bytes += jpeg.length;
    for (const [oldest, { length }] of this.#kept) {
      if (this.#bytes <= this.limit) break;
      this.#kept.delete(oldest);
      this.#bytes -= length;
    }
    return jpeg;
  }
}
