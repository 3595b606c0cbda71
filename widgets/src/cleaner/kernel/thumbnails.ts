import type { KernelChannel } from './kernelChannel.js';

const batchSize = 24;

/**
 * Small pictures by photo number: asked for in batches, only while they are wanted. Those seen last are kept, up to a
 * limit that a large screen may exceed.
 */
export class Thumbnails {
  /** In the order in which they were last on the screen. */
  readonly #urls = new Map<number, string>();
  #visible: ReadonlySet<number> = new Set();
  #wanted: readonly number[] = [];
  /** Asked for, and on the way. */
  readonly #onTheWay = new Set<number>();
  #asking = 0;
  #disposed = false;

  /**
   * @param size longer side in device pixels
   * @param arrived called with the photos whose pictures are here now
   * @param mostKept pictures; those on the screen are kept even if they are more
   */
  constructor(
    private readonly channel: KernelChannel,
    readonly size: number,
    private readonly arrived: (indices: readonly number[]) => void,
    private readonly mostKept = 600,
  ) {}

  /** Address of a photo's picture; `''` when it cannot be decoded; `undefined` when it is not here yet. */
  urlOf(index: number): string | undefined {
    return this.#urls.get(index);
  }

  /** What is on the screen now; what was wanted before and has not been asked for is forgotten. */
  want(indices: readonly number[]): void {
    this.#visible = new Set(indices);
    this.#wanted = indices.filter((index) => !this.#seen(index) && !this.#onTheWay.has(index));
    this.#pump();
  }

  #seen(index: number): boolean {
    const url = this.#urls.get(index);
    if (url === undefined) return false;
    this.#urls.delete(index);
    this.#urls.set(index, url);
    return true;
  }

  dispose(): void {
    this.#disposed = true;
    for (const url of this.#urls.values()) if (url) URL.revokeObjectURL(url);
    this.#urls.clear();
    this.#wanted = [];
  }

  /** Two questions at a time: one is made while the other travels, and scrolling on is not kept waiting. */
  #pump(): void {
    while (this.#asking < 2 && this.#wanted.length > 0) {
      const batch = this.#wanted.slice(0, batchSize);
      this.#wanted = this.#wanted.slice(batchSize);
      this.#asking++;
      void this.#ask(batch).finally(() => {
        this.#asking--;
        this.#pump();
      });
    }
  }

  async #ask(indices: readonly number[]): Promise<void> {
    for (const index of indices) this.#onTheWay.add(index);
    try {
      const { content, buffers } = await this.channel.ask(
        { request: 'thumbnails', indices, size: this.size },
        'thumbnails',
      );
      if (this.#disposed) return;
      content.indices.forEach((index, i) => {
        const bytes = buffers[i];
        this.#urls.set(index, bytes && bytes.byteLength > 0 ? jpegUrl(bytes) : '');
      });
      this.#wanted = this.#wanted.filter((index) => !this.#urls.has(index));
      this.#limit();
      this.arrived(content.indices);
    } catch {
      // The kernel is gone or busy restarting: the next scroll asks again.
    } finally {
      for (const index of indices) this.#onTheWay.delete(index);
    }
  }

  #limit(): void {
    for (const [index, url] of this.#urls) {
      if (this.#urls.size <= this.mostKept) break;
      if (this.#visible.has(index)) continue;
      if (url) URL.revokeObjectURL(url);
      this.#urls.delete(index);
    }
  }
}

/** An address under which the browser shows these bytes. */
export function jpegUrl(bytes: DataView): string {
  return URL.createObjectURL(new Blob([bytes as unknown as BlobPart], { type: 'image/jpeg' }));
}
