import type { CleanerPhoto, KernelChannel } from './kernelChannel.js';

const pageSize = 120;
/** Pages kept: far more than a screen, far less than a large set. */
const mostPages = 40;

/** The filtered, sorted list of photos, of which only the pages around the screen are here. */
export class PhotoList {
  /** Photos in the list. */
  length = 0;
  readonly #pages = new Map<number, CleanerPhoto[] | 'asked'>();
  #version = -1;

  /** @param loaded called when more of the list is here */
  constructor(
    private readonly channel: KernelChannel,
    private readonly loaded: () => void,
  ) {}

  /** The kernel has another list now. */
  reset(version: number, length: number): void {
    if (version !== this.#version) this.#pages.clear();
    this.#version = version;
    this.length = length;
  }

  /** The photo at a place of the list, if it is here. */
  at(position: number): CleanerPhoto | undefined {
    const page = this.#pages.get(Math.floor(position / pageSize));
    return Array.isArray(page) ? page[position % pageSize] : undefined;
  }

  /** Place of a photo, if it is here. */
  positionOf(index: number): number | undefined {
    for (const [number, page] of this.#pages) {
      const place = Array.isArray(page) ? page.findIndex((photo) => photo.index === index) : -1;
      if (place >= 0) return number * pageSize + place;
    }
    return undefined;
  }

  /** Asks for what is missing of these places. */
  need(start: number, end: number): void {
    const last = Math.min(end, this.length - 1);
    for (let page = Math.floor(Math.max(0, start) / pageSize); page * pageSize <= last; page++)
      if (!this.#pages.has(page)) void this.#load(page);
  }

  /** Photos that changed, wherever they are. */
  update(photos: readonly CleanerPhoto[]): void {
    const changed = new Map(photos.map((photo) => [photo.index, photo]));
    for (const page of this.#pages.values())
      if (Array.isArray(page))
        page.forEach((photo, i) => {
          page[i] = changed.get(photo.index) ?? photo;
        });
  }

  async #load(page: number): Promise<void> {
    const version = this.#version;
    this.#pages.set(page, 'asked');
    try {
      const { content } = await this.channel.ask(
        { request: 'page', start: page * pageSize, count: pageSize },
        'page',
      );
      if (version !== this.#version) return;
      // An answer about another list: its new version is on the way.
      if (content.listVersion !== version) this.#pages.delete(page);
      else this.#pages.set(page, [...content.photos]);
      if (this.#pages.size > mostPages) this.#forget(page);
      this.loaded();
    } catch {
      this.#pages.delete(page);
    }
  }

  /** Drops the page farthest from the one just loaded. */
  #forget(near: number): void {
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near))[0];
    if (far !== undefined) this.#pages.delete(far);
  }
}
