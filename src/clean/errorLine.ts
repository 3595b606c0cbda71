import { isTsvisionError } from '../core/index.js';

/** An error as a view says it: what was thrown on purpose in its own words, any other with its kind. */
export function errorLine(error: unknown): string {
  return isTsvisionError(error) ? (error as Error).message : String(error);
}
