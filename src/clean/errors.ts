import { TsvisionError, UserCodeError } from '../core/errors.js';
import type { Fault } from '../core/userCode.js';

/** An audit that threw, or whose findings are none. */
export class AuditError extends UserCodeError {
  override readonly name = 'AuditError' as const;

  constructor(
    /** Name of the audit. */
    readonly audit: string,
    fault: Fault,
  ) {
    super(
      `audit “${audit}”`,
      fault,
      'find(photos, options) of an audit gives a list of { audit, index, score, detail } at once: index a place in photos, score 0 for the worst to 1.',
    );
  }
}

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

/** A folder was to be written where something is already; nothing has changed. */
export class ExportExistsError extends TsvisionError {
  override readonly name = 'ExportExistsError' as const;
  /** What is there. */
  readonly path: string;

  constructor(path: string) {
    super(`There is something at ${path} already, and an export writes over nothing.`, {
      remedy: 'Name another folder, or move that one away.',
    });
    this.path = path;
  }
}

/** Features with a value that is no number, from which nothing can be learned. */
export class NotFiniteError extends TsvisionError {
  override readonly name = 'NotFiniteError' as const;

  constructor(
    /** Row of the features: which photo. */
    readonly row: number,
    /** Which of its features. */
    readonly column: number,
    /** What stands there. */
    readonly value: number,
  ) {
    super(`Features of photo ${row} have ${value} in place ${column}.`, {
      remedy:
        'A training that diverged leaves such weights: train again with a smaller maxLr, or leave this row out.',
    });
  }
}
