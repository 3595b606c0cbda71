import { RequestError } from './errors.js';

/** The refusal of whoever would wait in vain; the header `Retry-After` says when to come back. */
export function overloaded(): RequestError {
  return new RequestError(503, 'overloaded', 'The server is busy; try again in a few seconds.');
}
