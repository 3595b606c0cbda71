import { TsvisionError } from '../core/errors.js';

/** A cleaner that a newer one on the same folder has replaced, or that was closed, is asked to change something. */
export class CleanerClosedError extends TsvisionError {
  override readonly name = 'CleanerClosedError' as const;
  /** The folder that the cleaner worked on. */
  readonly folder: string;

  constructor(folder: string) {
    super(`This cleaner of ${folder} is closed: it was closed, or a newer one has been opened.`, {
      remedy: 'Work in the newer one; every mark made here is in it.',
    });
    this.folder = folder;
  }
}

/** Marks have changed since the plan that was confirmed. */
export class StalePlanError extends TsvisionError {
  override readonly name = 'StalePlanError' as const;

  constructor() {
    super('Marks have changed since these counts were shown; nothing has been applied.', {
      remedy: 'Look at the new counts and apply again.',
    });
  }
}
