/** What a {@link TsvisionError} is made of besides its message. */
export interface TsvisionErrorOptions {
  /** One sentence that says what the user can do now. */
  readonly remedy?: string;
  /** The error underneath, when there is one. */
  readonly cause?: unknown;
}

/**
 * Base of every error that tsvision throws on purpose.
 *
 * The message says what went wrong and where, followed by the remedy; details are fields of the subclass, so
 * that a program can act on them without parsing prose.
 */
export abstract class TsvisionError extends Error {
  abstract override readonly name: string;
  /** What the user can do now, or `undefined` when the message says it all. */
  readonly remedy: string | undefined;

  constructor(what: string, options: TsvisionErrorOptions = {}) {
    super(
      options.remedy === undefined ? what : `${what}\n→ ${options.remedy}`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.remedy = options.remedy;
  }
}

/** Whether `error` was thrown by tsvision on purpose (as against a bug, or an error of Node's). */
export function isTsvisionError(error: unknown): error is TsvisionError {
  return error instanceof TsvisionError;
}
