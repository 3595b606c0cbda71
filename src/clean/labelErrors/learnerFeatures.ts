import { InvalidArgumentError } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { notebookPorts, ProgressBar } from '../../notebook/index.js';
import { type Learner, splitLoader } from '../../train/index.js';
import { compileFrozenBody, forward, UnsupportedLayerError } from '../../vision/index.js';
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
  const { cnn } = learner;
  if (!cnn)
    throw new InvalidArgumentError(
      'learner',
      'a plain model',
      'made by createCnn',
      'Give features of your own to findLabelErrors({ features, items, classes }).',
    );
  const loader = splitLoader(learner.data, split);
  const body = await compileFrozenBody(cnn.body).catch((error: unknown) => {
    // A layer of one's own cannot be compiled: the model itself computes. Anything else is a fault to be seen.
    if (error instanceof UnsupportedLayerError) return undefined;
    throw error;
  });
  const parts: Float32Array[] = [];
  const indices: number[] = [];
  using bar = new ProgressBar(`features of ${split}`, loader.length);
  try {
    for await (const batch of loader.batches({ signal })) {
      const map = body ? await body.features(batch.xs) : tf.tidy(() => forward(cnn.body, batch.xs));
      const pooled = tf.tidy(() => tf.mean(map, [1, 2]));
      parts.push(Float32Array.from(await pooled.data()));
      indices.push(...batch.indices);
      tf.dispose([batch.xs, batch.ys, map, pooled]);
      bar.advance();
    }
  } finally {
    await body?.dispose();
  }
  const values = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    values.set(part, at);
    at += part.length;
  }
  return {
    values,
    count: indices.length,
    width: indices.length > 0 ? values.length / indices.length : 0,
    indices,
  };
}

/** Features of training and validation photos in one matrix, with the photos' positions in both. */
export async function allFeatures(
  learner: Learner,
  signal?: AbortSignal,
): Promise<
  FeatureMatrix & { readonly rows: readonly { readonly split: 'train' | 'valid'; readonly index: number }[] }
> {
  const train = await learnerFeatures(learner, 'train', signal);
  const valid = await learnerFeatures(learner, 'valid', signal);
  const values = new Float32Array(train.values.length + valid.values.length);
  values.set(train.values);
  values.set(valid.values, train.values.length);
  const rows = [
    ...train.indices.map((index) => ({ split: 'train' as const, index })),
    ...valid.indices.map((index) => ({ split: 'valid' as const, index })),
  ];
  return { values, width: train.width || valid.width, count: rows.length, rows };
}
