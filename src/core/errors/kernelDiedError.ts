import { TsvisionError } from './tsvisionError.js';

/** The kernel's process ended while it was needed. */
export class KernelDiedError extends TsvisionError {
  override readonly name = 'KernelDiedError' as const;
  /** What the process wrote to its standard error last. */
  readonly log: string;

  constructor(what: string, log: string) {
    super(`${what}${log === '' ? '' : `\n${log}`}`, {
      remedy:
        'If a cell needs much memory, give it less data; `tsvision doctor` says whether the engine runs.',
    });
    this.log = log;
  }
}
