import { TsvisionError } from './tsvisionError.js';

/** A notebook cell tried to end the process that all cells share. */
export class ExitRefusedError extends TsvisionError {
  override readonly name = 'ExitRefusedError' as const;
  /** The function of `process` that was called. */
  readonly via: 'exit' | 'abort' | 'kill';
  readonly code: number | undefined;

  constructor(via: 'exit' | 'abort' | 'kill', code?: number) {
    super(`process.${via}() would end the kernel and lose every variable, so nothing was done.`, {
      remedy: 'Throw an error to end a cell; restart or shut down the kernel from the front end.',
    });
    this.via = via;
    this.code = code;
  }
}
