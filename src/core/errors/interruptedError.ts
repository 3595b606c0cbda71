import { TsvisionError } from './tsvisionError.js';

/** The user interrupted the cell. Variables keep what they were given before. */
export class InterruptedError extends TsvisionError {
  override readonly name = 'InterruptedError' as const;

  constructor(message = 'The cell was interrupted.') {
    super(message);
  }
}
