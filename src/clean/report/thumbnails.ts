import { thumbnail } from '../../plot/index.js';

/** Pictures of a report: each photo is read once, and there are no more than a page can hold. */
export class ReportThumbnails {
  readonly #made = new Map<string, Promise<string | undefined>>();
  #left: number;

  /** @param most pictures in all @param size longer side, in pixels */
  constructor(
    readonly most: number,
    private readonly size: number,
    private readonly signal: AbortSignal,
  ) {
    this.#left = most;
  }

  /** Of so many wanted pictures as many as may still be had. */
  take(wanted: number): number {
    const given = Math.min(wanted, this.#left);
    this.#left -= given;
    return given;
  }

  /** The picture as the address of an `img`; `undefined` where the photo cannot be decoded. */
  get(path: string): Promise<string | undefined> {
    this.signal.throwIfAborted();
    const made = this.#made.get(path) ?? this.#make(path);
    this.#made.set(path, made);
    return made;
  }

  async #make(path: string): Promise<string | undefined> {
    const small = await thumbnail(path, this.size, 70).catch(() => undefined);
    return small && `data:image/jpeg;base64,${small.jpeg.toString('base64')}`;
  }
}
