import { TsvisionError } from './tsvisionError.js';

/** Files that were to be moved are not there any more; nothing has been moved. */
export class FilesVanishedError extends TsvisionError {
  override readonly name = 'FilesVanishedError' as const;
  readonly paths: readonly string[];

  constructor(paths: readonly string[]) {
    const shown = paths.slice(0, 5).join(', ');
    const more = paths.length > 5 ? ` and ${paths.length - 5} more` : '';
    super(`${paths.length === 1 ? 'A file has' : `${paths.length} files have`} vanished: ${shown}${more}.`, {
      remedy: 'Nothing has been moved. Put them back, or leave them out and try again.',
    });
    this.paths = paths;
  }
}
