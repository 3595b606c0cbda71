import { TsvisionError } from './tsvisionError.js';

/** Marks have changed since the plan that was confirmed. */
export class StalePlanError extends TsvisionError {
  override readonly name = 'StalePlanError' as const;

  constructor() {
    super('Marks have changed since these counts were shown; nothing has been applied.', {
      remedy: 'Look at the new counts and apply again.',
    });
  }
}
