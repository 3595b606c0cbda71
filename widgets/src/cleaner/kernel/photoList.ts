import { type CleanerPage, type CleanerPhoto, type KernelChannel, pageSize } from './kernelChannel.js';

/** Pages kept: far more than a screen, far less than a large set. */
const mostPages = 40;

/** The filtered, sorted list of photos, of which only the pages around the screen are here. */
export class PhotoList {
  /** Photos in the list. */
  length = 0;
  /** A page that was asked for is on its way. */
  readonly #pages = new Map<number, CleanerPhoto[] | Promise<void>>();
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

  /** Takes a page that came without being asked for. */
  take({ listVersion, start, photos }: CleanerPage): void {
    if (listVersion === this.#version) this.#pages.set(Math.floor(start / pageSize), [...photos]);
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

  /** A photo by its number, if it is here. */
  photoOf(index: number): CleanerPhoto | undefined {
    const position = this.positionOf(index);
    return position === undefined ? undefined : this.at(position);
  }

  /** Asks for what is missing of these places. */
  need(start: number, end: number): void {
    const last = Math.min(end, this.length - 1);
    for (let page = Math.floor(Math.max(0, start) / pageSize); page * pageSize <= last; page++)
      if (!this.#pages.has(page)) this.#load(page).catch(() => undefined);
  }

  /**
   * Waits for the page of a place.
   * @returns whether something was waited for: else all that there will be is here
   * @throws Error with the kernel's words when it cannot be had
   */
  async fetch(position: number): Promise<boolean> {
    const page = Math.floor(position / pageSize);
    const known = this.#pages.get(page);
    if (position >= this.length || Array.isArray(known)) return false;
    await (known ?? this.#load(page));
    return true;
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

  #load(page: number): Promise<void> {
    const loading = this.#ask(page);
    this.#pages.set(page, loading);
    return loading;
  }

  async #ask(page: number): Promise<void> {
    const version = this.#version;
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
    } catch (error) {
      if (version === this.#version) this.#pages.delete(page);
      throw error;
    }
  }

  /** Drops the page farthest from the one just loaded. */
  #forget(near: number): void {
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near))[0];
    if (far !== undefined) this.#pages.delete(far);
  }
}
