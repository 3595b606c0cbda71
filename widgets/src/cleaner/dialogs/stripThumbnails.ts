import type { KernelChannel } from '../kernel/kernelChannel.js';
import { Thumbnails } from '../kernel/thumbnails.js';

/** Pictures kept for strips, besides those that the grid has. */
const mostKept = 150;

/** Small pictures for the strips of the zoomed view: the grid's where it has them, else asked for. */
export class StripThumbnails {
  readonly #own: Thumbnails;

  /** @param arrived called when more of them are here */
  constructor(
    channel: KernelChannel,
    private readonly grid: Thumbnails,
    arrived: () => void,
  ) {
    // As large as the grid's: the kernel has made many of them already.
    this.#own = new Thumbnails(channel, grid.size, arrived, mostKept);
  }

  /** As {@link Thumbnails.urlOf}. */
  urlOf(index: number): string | undefined {
    return this.grid.urlOf(index) ?? this.#own.urlOf(index);
  }

  /** What the strips show now. */
  want(indices: readonly number[]): void {
    this.#own.want(indices.filter((index) => this.grid.urlOf(index) === undefined));
  }

  dispose(): void {
    this.#own.dispose();
  }
}
