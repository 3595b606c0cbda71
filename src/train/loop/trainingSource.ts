import { tf, withPrecision } from '../../engine/index.js';
import { type CnnModel, type DataLoader, forward } from '../../vision/index.js';
import { frozenBody } from '../features/computeFeatures.js';
import { precomputedSource } from '../features/precomputedSource.js';
import type { Learner } from '../learner/learner.js';
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

/**
 * The source of a learner's runs: its loaders and its whole model; its head on a compiled body where that stays as
 * it is; or features that were computed before.
 */
export async function trainingSource(learner: Learner, signal: AbortSignal): Promise<TrainingSource> {
  if (learner.precompute) return precomputedSource(learner, signal);
  const { data, trained } = learner;
  const loaders = { train: data.trainDl, valid: data.validDl };
  if (trained.cnn && trained.bodyIsFixed) return { ...loaders, ...(await onFixedBody(learner, trained.cnn)) };
  return { ...loaders, model: trained, infer: (xs) => learner.infer(xs) };
}

async function onFixedBody(
  { precision }: Learner,
  cnn: CnnModel,
): Promise<Pick<TrainingSource, 'model' | 'infer' | 'dispose'>> {
  const body = await frozenBody(cnn, precision);
  return {
    model: {
      fixedPart: (xs) => body.features(xs as tf.Tensor4D),
      learningPart: (features) => forward(cnn.head, features, { training: true }),
    },
    infer: async (xs) => {
      const features = await withPrecision(precision, () => body.features(xs as tf.Tensor4D));
      const outputs = withPrecision(precision, () => tf.tidy(() => forward(cnn.head, features)));
      features.dispose();
      return outputs;
    },
    dispose: () => body.dispose(),
  };
}
