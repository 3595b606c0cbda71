import type { ByteSource } from './shard.js';

/** Reads a source from front to back in large pieces, small parts of which are given without waiting. */
export class PieceReader {
  #start = 0;
  #bytes: Buffer = Buffer.alloc(0);

  constructor(readonly source: ByteSource) {}

  /** Bytes that are there already; a view that is valid for as long as its reader wants it. */
  peek(offset: number, length: number): Buffer | undefined {
    const from = offset - this.#start;
    return from >= 0 && from + length <= this.#bytes.length
      ? this.#bytes.subarray(from, from + length)
      : undefined;
  }

  /** The bytes, read if need be; those of the source's last piece may be fewer than asked. */
  async read(offset: number, length: number): Promise<Buffer> {
    const known = this.peek(offset, length);
    if (known) return known;
    const { size, piece } = this.source;
    const wanted = Math.min(Math.max(length, piece), Math.max(0, size - offset));
    this.#bytes = await this.source.read(offset, wanted);
    this.#start = offset;
    return this.#bytes.subarray(0, Math.min(length, wanted));
  }
}
