import { TsvisionError } from './tsvisionError.js';

/** A place that should hold labelled photos holds none. */
export class EmptyDatasetError extends TsvisionError {
  override readonly name = 'EmptyDatasetError' as const;
  /** The folder, or the list's name. */
  readonly path: string;

  constructor(path: string, what: string, remedy: string) {
    super(`${what} (${path}).`, { remedy });
    this.path = path;
  }
}
