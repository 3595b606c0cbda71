import { TsvisionError } from './tsvisionError.js';

/** A cell took longer than it may. */
export class CellTimeoutError extends TsvisionError {
  override readonly name = 'CellTimeoutError' as const;
  /** The limit, in seconds. */
  readonly seconds: number;

  constructor(seconds: number) {
    super(`The cell took longer than ${seconds} s, so it was interrupted.`, {
      remedy: 'Allow more by --timeout, or make the cell do less.',
    });
    this.seconds = seconds;
  }
}
