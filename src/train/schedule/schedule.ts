/** How long a run of training is. */
export interface RunLength {
  /** Batches in an epoch. */
  readonly batchesPerEpoch: number;
  readonly epochs: number;
}

/** The hyperparameters of one batch. */
export interface SchedulePoint {
  /** The learning rate of each layer group is multiplied by this. */
  readonly lrFactor: number;
  /** Momentum (beta1 of AdamW); the optimiser's own when absent. */
  readonly momentum?: number;
}

/** How learning rate and momentum go over a run. A new schedule is one function that returns this. */
export type Schedule = (run: RunLength) => (iteration: number) => SchedulePoint;
