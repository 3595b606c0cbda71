import { TsvisionError } from './tsvisionError.js';

/** A file could not be written because the disk (or the user's quota) is full. What was there before is unchanged. */
export class DiskFullError extends TsvisionError {
  override readonly name = 'DiskFullError' as const;
  /** The system's code: `ENOSPC`, or `EDQUOT` for a quota. */
  readonly code: string;

  constructor(
    /** The file. */
    readonly path: string,
    /** Room that it needs, in bytes; of one that comes in pieces: as far as it had come. */
    readonly bytes: number,
    /** Room that there is, in bytes; `undefined` where the system does not say. */
    readonly free: number | undefined,
    cause: unknown,
    remedy = 'Free some space, or save to another disk.',
  ) {
    const room = free === undefined ? '' : `, and ${inMegabytes(free)} are free`;
    super(
      `The disk is full: there is no room for ${path}. It needs ${inMegabytes(bytes)}${room}; nothing was changed.`,
      { remedy, cause },
    );
    this.code = (cause as NodeJS.ErrnoException | undefined)?.code ?? 'ENOSPC';
  }

  /** The same, with advice from whoever knows more of what was going on. */
  advising(remedy: string): DiskFullError {
    return new DiskFullError(this.path, this.bytes, this.free, this.cause, remedy);
  }
}

/** Rounded so that a need never looks smaller than the room. */
function inMegabytes(bytes: number): string {
  return bytes < 100_000 ? `${bytes} bytes` : `${(bytes / 1e6).toFixed(2)} MB`;
}
