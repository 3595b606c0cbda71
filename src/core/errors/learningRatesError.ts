import { TsvisionError } from './tsvisionError.js';

/** A list of learning rates that does not fit the model's layer groups. */
export class LearningRatesError extends TsvisionError {
  override readonly name = 'LearningRatesError' as const;

  constructor(
    /** How many rates were given. */
    readonly given: number,
    /** How many layer groups the model has. */
    readonly groups: number,
  ) {
    super(
      `${given} learning rates were given, but the model has ${groups} layer group${groups > 1 ? 's' : ''}.`,
      {
        remedy: `Give ${groups} rates, from the first layers to the head, or a range: slice(1e-5, 1e-3).`,
      },
    );
  }
}
