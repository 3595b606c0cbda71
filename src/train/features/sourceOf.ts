import { InvalidArgumentError } from '../../core/index.js';
import { tf, withPrecision } from '../../engine/index.js';
import { type CnnModel, type DataLoader, forward } from '../../vision/index.js';
import type { TrainingHost } from '../host.js';
import type { TrainingSource } from '../loop/trainingLoop.js';
import { computeFeatures, frozenBody, withFrozenBody } from './computeFeatures.js';
import { featureKey, readFeatures, weightsHash, writeFeatures } from './featureCache.js';
import { type FeatureTable, featureBatches } from './featureTable.js';
import { splitHead } from './splitHead.js';

/**
 * The source of a learner's runs: its loaders and its whole model; its head on a compiled body where that stays as
 * it is; or features that were computed before.
 */
export async function sourceOf(host: TrainingHost, signal: AbortSignal): Promise<TrainingSource> {
  if (host.precompute) return precomputedSource(host, signal);
  const { data, trained } = host;
  const loaders = { train: data.trainDl, valid: data.validDl };
  if (trained.cnn && trained.bodyIsFixed) return { ...loaders, ...(await onFixedBody(host, trained.cnn)) };
  return { ...loaders, model: trained, infer: (xs) => host.infer(xs) };
}

async function onFixedBody(
  { precision }: TrainingHost,
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
      try {
        return withPrecision(precision, () => tf.tidy(() => forward(cnn.head, features)));
      } finally {
        features.dispose();
      }
    },
    dispose: () => body.dispose(),
  };
}

/**
 * A source that trains the head on features of the frozen body. These are computed once, without augmentation, and
 * kept on disk under a hash of all that they depend on.
 */
async function precomputedSource(host: TrainingHost, signal: AbortSignal): Promise<TrainingSource> {
  const { cnn } = host.trained;
  if (!cnn) throw new InvalidArgumentError('precompute', true, 'false for a model without body and head');
  const { pool, classifier } = splitHead(cnn.head);
  const how = { pool: pool && ((map: tf.Tensor) => forward(pool, map)), precision: host.precision, signal };
  const { fixDl, validDl, trainDl } = host.data;
  const { seed } = host;
  const weights = await weightsHash(cnn.body);
  const [train, valid] = await withFrozenBody(cnn, host.precision, async (body) => {
    const table = (loader: DataLoader, label: string): Promise<FeatureTable> =>
      keptFeatures(host, weights, loader, () => computeFeatures(loader, { ...how, body, label }));
    return [await table(fixDl, 'train'), await table(validDl, 'valid')] as const;
  });
  return {
    train: featureBatches(train, { batchSize: trainDl.batchSize, shuffle: true, seed }),
    valid: featureBatches(valid, { batchSize: validDl.batchSize, shuffle: false, seed }),
    model: {
      fixedPart: (features) => tf.clone(features),
      learningPart: (features) => forward(classifier, features, { training: true }),
    },
    infer: (features) => withPrecision(host.precision, () => tf.tidy(() => forward(classifier, features))),
  };
}

async function keptFeatures(
  host: TrainingHost,
  weights: string,
  loader: DataLoader,
  compute: () => Promise<FeatureTable>,
): Promise<FeatureTable> {
  const key = await featureKey(host, weights, loader);
  if (key === undefined) return compute();
  const known = host.featureTables.get(key) ?? (await readFeatures(key));
  const table = known ?? (await compute());
  // A cache that cannot be written costs time only.
  if (!known) await writeFeatures(key, table).catch(() => undefined);
  host.featureTables.set(key, table);
  return table;
}
