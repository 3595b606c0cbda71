import { TsvisionError } from './tsvisionError.js';

/** `normalize` was called on data that is normalised already: doing it twice would spoil the photos silently. */
export class AlreadyNormalizedError extends TsvisionError {
  override readonly name = 'AlreadyNormalizedError' as const;

  constructor() {
    super('`normalize` was called a second time on the same data bunch.', {
      remedy: 'Call it once; to use other statistics, make the data bunch anew.',
    });
  }
}
