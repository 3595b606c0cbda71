import { createHash } from 'node:crypto';
import { sha256OfFile } from '../../../data/index.js';
import { engineReady, tf } from '../../../engine/index.js';
import { type Learner, weightsHash, withFrozenBody } from '../../../train/index.js';
import {
  type Architecture,
  buildCnn,
  type CnnModel,
  imagenetStats,
  models,
  type PhotoPreprocessorConfig,
  pretrainedOnDisk,
  weightsOnDisk,
} from '../../../vision/index.js';

/** A batch of photos `[n, height, width, 3]` as features, row by row. */
export type BatchFeatures = (photos: tf.Tensor4D) => Promise<Float32Array>;

/** A network without its head: what it sees in a photo is where the photo stands on the map. */
export interface FeatureBody {
  /** What people call it. */
  readonly name: string;
  /** How photos are made ready for it. */
  readonly preparation: PhotoPreprocessorConfig;
  /** A hash of its weights and of the preparation: with either, the features are others. */
  identity(): Promise<string>;
  /** Has it ready while `work` runs. */
  with<T>(work: (features: BatchFeatures) => Promise<T>): Promise<T>;
}

/** The body of a learner as it is trained now; `undefined` for a model that has none. */
export function learnerBody({ cnn, data }: Learner): FeatureBody | undefined {
  if (!cnn) return undefined;
  const preparation = data.preprocessor.config;
  return {
    name: `the learner’s ${cnn.architecture}`,
    preparation,
    identity: async () => hashOf(await weightsHash(cnn.body), preparation),
    with: (work) => withBody(cnn, work),
  };
}

/** EfficientNet-Lite0, trained on ImageNet; where its weights are not, the small network that comes along. */
export function pretrainedBody(): FeatureBody {
  const architecture = pretrainedOnDisk(models.efficientnetLite0, models.tinyresnet);
  const isLite = architecture === models.efficientnetLite0;
  const preparation = preparationOf(isLite ? 224 : 96);
  return {
    name: isLite ? 'EfficientNet-Lite0' : architecture.spec.name,
    preparation,
    identity: async () => hashOf(await sha256OfFile(weightsOnDisk(architecture.spec) ?? ''), preparation),
    with: (work) => withPretrained(architecture, work),
  };
}

/** The whole photo, its border too: what is odd need not stand in the middle. */
function preparationOf(size: number): PhotoPreprocessorConfig {
  const target = {
    height: size,
    width: size,
    resizeMethod: 'squish',
    fillMode: 'reflection',
    fillValue: 0,
  } as const;
  return { target, drawn: [], stats: imagenetStats };
}

async function withPretrained<T>(
  architecture: Architecture,
  work: (features: BatchFeatures) => Promise<T>,
): Promise<T> {
  const cnn = await buildCnn(architecture, { classes: 2 });
  try {
    return await withBody(cnn, work);
  } finally {
    cnn.model.dispose();
  }
}

async function withBody<T>(cnn: CnnModel, work: (features: BatchFeatures) => Promise<T>): Promise<T> {
  await engineReady();
  return withFrozenBody(cnn, 'float32', async (open) => {
    const body = await open();
    return work(async (photos) => {
      const map = await body.features(photos);
      const means = tf.tidy(() => tf.mean(map, [1, 2]));
      try {
        return (await means.data()) as Float32Array;
      } finally {
        tf.dispose([map, means]);
      }
    });
  });
}

function hashOf(weights: string, preparation: PhotoPreprocessorConfig): string {
  return createHash('sha256')
    .update(`map features 1 ${weights} ${JSON.stringify(preparation)}`)
    .digest('hex');
}
