import { TsvisionError } from '../core/errors.js';

/** Something else listens on the port that a server wants. */
export class PortInUseError extends TsvisionError {
  override readonly name = 'PortInUseError' as const;

  constructor(
    /** The port that another program has. */
    readonly port: number,
    /** The address that was listened on. */
    readonly host: string,
  ) {
    super(`Port ${port} on ${host} is in use.`, {
      remedy: 'Stop what listens there, or choose another port (0 takes a free one).',
    });
  }
}

/** Machine-readable reason of a refused web request. */
export type RequestErrorCode =
  | 'bad_request'
  | 'not_found'
  | 'foreign_origin'
  | 'too_large'
  | 'unsupported_photo'
  | 'unreadable_photo'
  | 'forbidden_url'
  | 'unreachable_url'
  | 'overloaded'
  | 'too_slow'
  | 'internal';

/** A web request that cannot be answered; the app turns it into JSON with the code and the sentence. */
export class RequestError extends TsvisionError {
  override readonly name = 'RequestError' as const;

  constructor(
    /** HTTP status. */
    readonly status: 400 | 403 | 404 | 413 | 415 | 422 | 500 | 502 | 503,
    /** What is wrong, for programs. */
    readonly code: RequestErrorCode,
    message: string,
    options: { readonly cause?: unknown } = {},
  ) {
    super(message, options);
  }
}
