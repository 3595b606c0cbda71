import { TsvisionError } from './tsvisionError.js';

/** A `%name` or `%%name` that does not exist. */
export class UnknownMagicError extends TsvisionError {
  override readonly name = 'UnknownMagicError' as const;
  /** As written, with its percent signs. */
  readonly magic: string;
  /** The nearest one that exists. */
  readonly suggestion: string | undefined;

  constructor(magic: string, suggestion: string | undefined) {
    super(`There is no magic ${magic}.`, {
      remedy: `${suggestion === undefined ? '' : `Did you mean ${suggestion}? `}%lsmagic lists them all.`,
    });
    this.magic = magic;
    this.suggestion = suggestion;
  }
}
