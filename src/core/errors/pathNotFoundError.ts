import { TsvisionError } from './tsvisionError.js';

/** A file or folder that the caller named is not there. */
export class PathNotFoundError extends TsvisionError {
  override readonly name = 'PathNotFoundError' as const;
  /** The path as resolved. */
  readonly path: string;

  constructor(
    path: string,
    what: 'file' | 'folder' = 'folder',
    remedy = 'Check the spelling; relative paths start at the folder of the notebook, or where a command runs.',
  ) {
    super(`There is no ${what} at ${path}.`, { remedy });
    this.path = path;
  }
}
