import { InvalidArgumentError } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { notebookPorts } from '../../notebook/index.js';
import {
  bodyFeatures,
  type FeatureTable,
  joinFloats,
  type Learner,
  splitLoader,
  withFrozenBody,
} from '../../train/index.js';
import type { FeatureMatrix } from './featureMatrix.js';

/** Features of photos, and which photos they are of: those that could not be read are missing. */
export interface SplitFeatures extends FeatureMatrix {
  /** Position of each row's photo in its dataset. */
  readonly indices: readonly number[];
}

/**
 * What the learner's body sees in each photo: its feature map averaged over the picture, in batches.
 * @throws InvalidArgumentError for a model without a body
 */
export async function learnerFeatures(
  learner: Learner,
  split: 'train' | 'valid',
  signal: AbortSignal = notebookPorts().interruptSignal(),
): Promise<SplitFeatures> {
  const [features] = await featuresOfSplits(learner, [split], signal);
  return features as SplitFeatures;
}

/** Splits one after the other, through one compiled body. */
async function featuresOfSplits(
  learner: Learner,
  splits: readonly ('train' | 'valid')[],
  signal: AbortSignal,
): Promise<SplitFeatures[]> {
  const { cnn } = learner;
  if (!cnn)
    throw new InvalidArgumentError(
      'learner',
      'a plain model',
      'made by createCnn',
      'Give features of your own to findLabelErrors({ features, items, classes }).',
    );
  return withFrozenBody(cnn, 'float32', async (body) => {
    const all: SplitFeatures[] = [];
    for (const label of splits) {
      const options = { body, pool: meanOfMap, label, precision: 'float32', signal } as const;
      const parts: FeatureTable[] = [];
      for await (const part of bodyFeatures(splitLoader(learner.data, label), options)) parts.push(part);
      all.push(joined(parts));
    }
    return all;
  });
}

function joined(parts: readonly FeatureTable[]): SplitFeatures {
  const values = joinFloats(parts.map(({ features }) => features));
  const indices = parts.flatMap((part) => Array.from(part.indices));
  return { values, count: indices.length, width: values.length / (indices.length || 1), indices };
}

function meanOfMap(map: tf.Tensor): tf.Tensor {
  return tf.mean(map, [1, 2]);
}

/** Features of training and validation photos in one matrix, with the photos' positions in both. */
export async function allFeatures(
  learner: Learner,
  signal: AbortSignal = notebookPorts().interruptSignal(),
): Promise<
  FeatureMatrix & { readonly rows: readonly { readonly split: 'train' | 'valid'; readonly index: number }[] }
> {
  const [train, valid] = (await featuresOfSplits(learner, ['train', 'valid'], signal)) as [
    SplitFeatures,
    SplitFeatures,
  ];
  const values = joinFloats([train.values, valid.values]);
  const rows = [
    ...train.indices.map((index) => ({ split: 'train' as const, index })),
    ...valid.indices.map((index) => ({ split: 'valid' as const, index })),
  ];
  return { values, width: train.width || valid.width, count: rows.length, rows };
}
