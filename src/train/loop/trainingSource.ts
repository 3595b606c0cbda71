import type { tf } from '../../engine/index.js';
import type { DataLoader } from '../../vision/index.js';
import type { TrainingBatch } from './trainingLoop.js';
import type { StepModel } from './trainingStep.js';

/** Batches of photos, or of features that were computed before. */
export interface BatchSource {
  /** Batches in a pass. */
  readonly length: number;
  batches(options?: Parameters<DataLoader['batches']>[0]): AsyncIterable<TrainingBatch>;
}

/** What a run trains and validates on, and the model that takes it. */
export interface TrainingSource {
  readonly train: BatchSource;
  readonly valid: BatchSource;
  readonly model: StepModel;
  /** Outputs as in inference; the caller owns them. */
  readonly infer: (xs: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>;
  /** Frees what was made for the run. */
  readonly dispose?: () => Promise<void>;
}
