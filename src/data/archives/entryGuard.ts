import { ArchiveError } from '../errors.js';

/** How much an archive may hold. */
export interface UnpackLimits {
  /** Bytes of all files. @default 64 GiB */
  readonly maxBytes?: number;
  /** Files and folders in all. @default 2,000,000 */
  readonly maxEntries?: number;
  /** Ends the unpacking. */
  readonly signal?: AbortSignal | undefined;
}

/** Names that macOS and Windows add to archives and folders on their own; none is part of a set. */
export function isSystemFile(path: string): boolean {
  return path.split('/').some((name) => /^(__MACOSX|\.DS_Store|\._.*|Thumbs\.db|desktop\.ini)$/i.test(name));
}

/** Looks at each entry of an archive before it is written. */
export class EntryGuard {
  #entries = 0;
  #bytes = 0;

  constructor(
    readonly archive: string,
    readonly limits: UnpackLimits,
  ) {}

  /** @throws ArchiveError for a path that leads out of the folder, and for too many entries */
  checkPath(path: string): void {
    const { maxEntries = 2_000_000 } = this.limits;
    if (++this.#entries > maxEntries)
      throw new ArchiveError(this.archive, `it has more than ${maxEntries} entries`);
    // Backslashes and drives lead out on Windows; refusing them everywhere keeps the sets portable.
    const leadsOut = /^[/\\]|^[A-Za-z]:|\\|\0/.test(path) || path.split('/').includes('..');
    if (leadsOut)
      throw new ArchiveError(this.archive, `its entry ${JSON.stringify(path)} leads out of the folder`);
  }

  /** @throws ArchiveError when all files together are too large */
  countBytes(bytes: number): void {
    const { maxBytes = 64 * 2 ** 30 } = this.limits;
    this.#bytes += bytes;
    if (this.#bytes > maxBytes)
      throw new ArchiveError(this.archive, `it unpacks to more than ${maxBytes} bytes`);
  }
}
