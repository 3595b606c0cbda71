import type { tf } from '../../engine/index.js';
import type { DataLoader } from '../../vision/index.js';
import type { TrainingBatch } from '../loop/trainingLoop.js';
import type { StepModel } from '../loop/trainingStep.js';
import { precomputedSource } from '../precompute/precomputedSource.js';
import type { Learner } from './learner.js';

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
  readonly infer: (xs: tf.Tensor) => tf.Tensor;
}

/** The source of a learner's runs: its loaders and its whole model, or features of its frozen body. */
export async function trainingSource(learner: Learner, signal: AbortSignal): Promise<TrainingSource> {
  if (learner.precompute) return precomputedSource(learner, signal);
  const { data, trained } = learner;
  return { train: data.trainDl, valid: data.validDl, model: trained, infer: (xs) => learner.infer(xs) };
}
