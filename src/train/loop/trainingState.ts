import type { tf } from '../../engine/index.js';
import type { Optimizer } from '../optimizers.js';

/** What one validation pass gave. */
export interface ValidationResult {
  /** Mean over all photos. */
  readonly loss: number;
  /** Values in the order of the learner's metrics. */
  readonly metrics: readonly number[];
}

/** One batch of training whose loss is known. */
export interface BatchRecord {
  /** Batches before it in this run. */
  readonly iteration: number;
  /** From 0, within the run. */
  readonly epoch: number;
  /** Its number in the epoch. */
  readonly batch: number;
  /** Mean loss of the batch, not smoothed. */
  readonly loss: number;
  /** Learning rate of the last layer group. */
  readonly lr: number;
  /** Momentum of the step, 0 … 1. */
  readonly momentum: number;
}

/**
 * All that a callback may see and change while a model trains. The object is sealed: setting a name that is not
 * here throws, so that a misspelt field cannot pass unnoticed.
 */
export class TrainingState {
  /** Epoch of this run, from 0. */
  epoch = 0;
  /** Batch of this epoch, from 0. */
  batch = 0;
  /** Batch of this run, from 0. */
  iteration = 0;
  /** Epochs that the learner had trained before this run. */
  epochsBefore = 0;
  /** Input of the batch; a callback that replaces it disposes of the old one. */
  xs: tf.Tensor | undefined = undefined;
  /** Targets of the batch. */
  ys: tf.Tensor | undefined = undefined;
  /** Mean loss of the batch from the model's outputs; a callback may set another one for this batch. */
  lossOf: ((outputs: tf.Tensor) => tf.Scalar) | undefined = undefined;
  /** By variable name, between the backward pass and the step; may be replaced. */
  gradients: tf.NamedTensorMap | undefined = undefined;
  /** Smoothed training loss, as far as it is known. */
  smoothLoss = Number.NaN;
  /** Result of the last validation pass of this run. */
  validation: ValidationResult | undefined = undefined;
  /** Seconds that the last finished epoch took. */
  epochSeconds = 0;
  /** Set to end the run: after the current batch, without a validation pass. */
  stopNow = false;
  /** Set to end the run after the current epoch; says why. */
  stopReason: string | undefined = undefined;
  /** Why the run ended early, while `onTrainEnd` is called. */
  error: unknown = undefined;

  constructor(
    /** Epochs of the run. */
    readonly epochs: number,
    /** Batches of an epoch. */
    readonly batchesPerEpoch: number,
    /** Rates and momentum of the next step are set here. */
    readonly optimizer: Optimizer,
    /** Learning rate of each layer group before any schedule. */
    readonly baseRates: readonly number[],
  ) {
    Object.seal(this);
  }
}
