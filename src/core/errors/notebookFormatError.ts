import { TsvisionError } from './tsvisionError.js';

/** A file is no notebook that this program can run. */
export class NotebookFormatError extends TsvisionError {
  override readonly name = 'NotebookFormatError' as const;
  readonly path: string;

  constructor(path: string, reason: string, remedy: string, cause?: unknown) {
    super(`${path} cannot be run: ${reason}`, { remedy, ...(cause === undefined ? {} : { cause }) });
    this.path = path;
  }
}
