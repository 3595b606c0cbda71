import { TsvisionError } from './tsvisionError.js';

/** The user interrupted a run of training; what was trained so far is kept. */
export class TrainingInterruptedError extends TsvisionError {
  override readonly name = 'TrainingInterruptedError' as const;

  constructor(
    /** Epochs that were finished. */
    readonly finishedEpochs: number,
    /** Epochs that were asked for. */
    readonly epochs: number,
    /** Batches done of the epoch that was under way. */
    readonly batches: number,
  ) {
    super(
      `Training was interrupted after ${finishedEpochs} of ${epochs} epochs and ${batches} batches of the next.`,
      {
        remedy:
          'The learner keeps its weights as they are now and the records of the finished epochs: go on with another fit, or load() a saved state.',
      },
    );
  }
}
