import { TsvisionError } from './tsvisionError.js';

/** A file could not be written because the disk (or the user's quota) is full. */
export class DiskFullError extends TsvisionError {
  override readonly name = 'DiskFullError' as const;

  constructor(
    /** The file. */
    readonly path: string,
    /** Its size in bytes. */
    readonly bytes: number,
    cause: unknown,
  ) {
    super(`There is no room on the disk for ${path} (${(bytes / 1e6).toFixed(1)} MB); nothing was changed.`, {
      remedy: 'Free some space, or save to another disk.',
      cause,
    });
  }
}
