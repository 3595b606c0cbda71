import { TsvisionError } from './tsvisionError.js';

/** An archive that is broken, or that would write where it must not. Nothing of it has been kept. */
export class ArchiveError extends TsvisionError {
  override readonly name = 'ArchiveError' as const;
  /** Path of the archive. */
  readonly path: string;
  /** What is wrong with it. */
  readonly reason: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`The archive ${path} cannot be unpacked: ${reason}.`, {
      remedy: 'Download it again, from a source that you trust.',
      cause,
    });
    this.path = path;
    this.reason = reason;
  }
}
