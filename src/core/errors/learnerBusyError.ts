import { TsvisionError } from './tsvisionError.js';

/** A learner was asked to train while it trains already. */
export class LearnerBusyError extends TsvisionError {
  override readonly name = 'LearnerBusyError' as const;

  constructor(
    /** What it is doing. */
    readonly activity: string,
    /** What it was asked to do. */
    readonly requested: string,
  ) {
    super(`The learner cannot ${requested}: it is still busy with ${activity}.`, {
      remedy: 'Put `await` before each call that trains or evaluates, or interrupt the running cell first.',
    });
  }
}
