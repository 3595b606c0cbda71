import { TsvisionError } from './tsvisionError.js';

/** The training loss became NaN or infinite. */
export class LossNotFiniteError extends TsvisionError {
  override readonly name = 'LossNotFiniteError' as const;

  constructor(
    readonly loss: number,
    /** Epoch, from 0. */
    readonly epoch: number,
    /** Batch of this epoch, from 0. */
    readonly batch: number,
    /** Learning rate of the last layer group at that batch. */
    readonly lr: number,
  ) {
    super(
      `The loss became ${loss} in epoch ${epoch}, batch ${batch}, at a learning rate of ${lr.toPrecision(3)}.`,
      {
        remedy:
          'The weights are spoilt: load() a saved state or create the learner again, then train with a tenth of the rate (lrFind() shows a good one), with gradientClip: 1, or without toBf16(). If it happens at the very first batch, look at the data (showBatch) and its normalisation.',
      },
    );
  }
}
