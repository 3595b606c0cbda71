import { TsvisionError } from './tsvisionError.js';

/** A picture that is whole as far as one can tell, but of a kind, or a size, that is not read here. */
export class UnsupportedPhotoError extends TsvisionError {
  override readonly name = 'UnsupportedPhotoError' as const;
  /** What stands in the way, as half a sentence. */
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(reason, { cause });
    this.reason = reason;
  }
}
