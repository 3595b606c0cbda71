import { TsvisionError } from './tsvisionError.js';

/** A downloaded file is not the one that was promised. It has not been kept. */
export class ChecksumError extends TsvisionError {
  override readonly name = 'ChecksumError' as const;
  readonly url: string;
  /** Checksum in hexadecimal. */
  readonly expected: string;
  readonly actual: string;

  constructor(url: string, expected: string, actual: string, algorithm = 'SHA-256') {
    super(`The ${algorithm} of ${url} is ${actual}, not ${expected}.`, {
      remedy: 'Try again; when it happens twice, a proxy changes the file or it was replaced at its source.',
    });
    this.url = url;
    this.expected = expected;
    this.actual = actual;
  }
}
