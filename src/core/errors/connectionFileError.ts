import { TsvisionError } from './tsvisionError.js';

/** The file that tells a kernel which sockets to open cannot be used. */
export class ConnectionFileError extends TsvisionError {
  override readonly name = 'ConnectionFileError' as const;
  readonly path: string;

  constructor(path: string, reason: string, cause?: unknown) {
    super(`The connection file ${path} cannot be used: ${reason}.`, {
      remedy: 'Jupyter writes this file; start the kernel through Jupyter or `tsvision run`.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.path = path;
  }
}
