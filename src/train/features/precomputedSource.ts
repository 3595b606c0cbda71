import { InvalidArgumentError } from '../../core/index.js';
import { tf, withPrecision } from '../../engine/index.js';
import { type DataLoader, forward } from '../../vision/index.js';
import type { Learner } from '../learner/learner.js';
import type { TrainingSource } from '../loop/trainingSource.js';
import { computeFeatures } from './computeFeatures.js';
import { featureKey, readFeatures, writeFeatures } from './featureCache.js';
import { type FeatureTable, featureBatches } from './featureTable.js';
import { splitHead } from './splitHead.js';

/**
 * A source that trains the head on features of the frozen body. These are computed once, without augmentation, and
 * kept on disk under a hash of all that they depend on.
 */
export async function precomputedSource(learner: Learner, signal: AbortSignal): Promise<TrainingSource> {
  const { cnn } = learner.trained;
  if (!cnn) throw new InvalidArgumentError('precompute', true, 'false for a model without body and head');
  const { pool, classifier } = splitHead(cnn.head);
  const table = (loader: DataLoader, label: string): Promise<FeatureTable> =>
    keptFeatures(learner, loader, () => computeFeatures(cnn, pool, loader, label, learner.precision, signal));
  const { fixDl, validDl, trainDl } = learner.data;
  const { seed } = learner;
  const train = await table(fixDl, 'train');
  const valid = await table(validDl, 'valid');
  return {
    train: featureBatches(train, { batchSize: trainDl.batchSize, shuffle: true, seed }),
    valid: featureBatches(valid, { batchSize: validDl.batchSize, shuffle: false, seed }),
    model: {
      fixedPart: (features) => tf.clone(features),
      learningPart: (features) => forward(classifier, features, { training: true }),
    },
    infer: (features) => withPrecision(learner.precision, () => tf.tidy(() => forward(classifier, features))),
  };
}

async function keptFeatures(
  learner: Learner,
  loader: DataLoader,
  compute: () => Promise<FeatureTable>,
): Promise<FeatureTable> {
  const key = await featureKey(learner, loader);
  if (key === undefined) return compute();
  const known = learner.featureTables.get(key) ?? (await readFeatures(key));
  const table = known ?? (await compute());
  // A cache that cannot be written costs time only.
  if (!known) await writeFeatures(key, table).catch(() => undefined);
  learner.featureTables.set(key, table);
  return table;
}
