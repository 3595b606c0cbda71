import { nearestPath } from '../nearestPath.js';
import { shownPath } from '../paths.js';
import { TsvisionError } from './tsvisionError.js';

/** A file or folder that the caller named is not there. */
export class PathNotFoundError extends TsvisionError {
  override readonly name = 'PathNotFoundError' as const;
  /** The path as resolved. */
  readonly path: string;
  /** A path that is there and resembles it. */
  readonly nearest: string | undefined;

  constructor(
    path: string,
    what: 'file' | 'folder' = 'folder',
    remedy = 'Check the spelling; relative paths start at the folder of the notebook, or where a command runs.',
  ) {
    const nearest = nearestPath(path);
    const question = nearest === undefined ? '' : `Did you mean ${shownPath(nearest)}? `;
    super(`There is no ${what} at ${path}.`, { remedy: `${question}${remedy}` });
    this.path = path;
    this.nearest = nearest;
  }
}
