import { type Precision, tf, withPrecision } from '../../engine/index.js';
import { ProgressBar } from '../../notebook/index.js';
import {
  type CnnModel,
  compileFrozenBody,
  type DataLoader,
  type FrozenBody,
  forward,
  UnsupportedLayerError,
} from '../../vision/index.js';
import { joinFloats } from '../metrics/metric.js';
import type { FeatureTable } from './featureTable.js';

/** Runs photos through a body that stays as it is, compiled for speed where its layers allow it. */
export async function frozenBody({ body }: CnnModel, precision: Precision): Promise<FrozenBody> {
  try {
    // ONNX Runtime computes in float32 whatever the engine is told.
    return await compileFrozenBody(body, { engine: precision === 'bfloat16' ? 'tfjs' : 'auto' });
  } catch (error) {
    // A layer of the user's own, which the compiler does not know. Anything else is a fault to be seen.
    if (!(error instanceof UnsupportedLayerError)) throw error;
    return {
      engine: 'tfjs',
      features: async (xs) => tf.tidy(() => forward(body, xs)),
      dispose: async () => undefined,
    };
  }
}

/** How {@link bodyFeatures} works. */
export interface BodyFeaturesOptions {
  /** The compiled body; asked for when there are photos. */
  readonly body: () => Promise<FrozenBody>;
  /** What is wanted of the feature map, such as its mean; runs in a `tf.tidy`. @default the map itself */
  readonly pool?: ((map: tf.Tensor) => tf.Tensor) | undefined;
  /** What the progress bar calls the photos. */
  readonly label: string;
  readonly precision: Precision;
  readonly signal: AbortSignal;
}

/** Runs the photos of a loader through a body that stays as it is. No tensor outlives its batch. */
export async function* bodyFeatures(
  loader: DataLoader,
  { body, pool, label, precision, signal }: BodyFeaturesOptions,
): AsyncGenerator<FeatureTable> {
  if (loader.length === 0) return;
  const compiled = await body();
  using bar = new ProgressBar(`features of ${label}`, loader.length);
  for await (const { xs, ys, indices } of loader.batches({ signal })) {
    const used: tf.Tensor[] = [xs, ys];
    try {
      const map = await withPrecision(precision, () => compiled.features(xs));
      used.push(map);
      const features = pool ? tf.tidy(() => pool(map)) : map;
      used.push(features);
      yield {
        features: (await features.data()) as Float32Array,
        featureShape: features.shape.slice(1),
        targets: Float32Array.from(await ys.data()),
        targetShape: ys.shape.slice(1),
        targetType: ys.dtype === 'int32' ? 'int32' : 'float32',
        indices,
      };
    } finally {
      tf.dispose(used);
    }
    bar.advance();
  }
}

/** Compiles a body at most once, when it is first asked for, and frees it in the end. */
export async function withFrozenBody<T>(
  cnn: CnnModel,
  precision: Precision,
  work: (body: () => Promise<FrozenBody>) => Promise<T>,
): Promise<T> {
  let compiled: Promise<FrozenBody> | undefined;
  try {
    return await work(() => {
      compiled ??= frozenBody(cnn, precision);
      return compiled;
    });
  } finally {
    await compiled?.then(
      (body) => body.dispose(),
      () => {},
    );
  }
}

/** Computes the features of all photos of a loader, once. */
export async function computeFeatures(
  loader: DataLoader,
  options: BodyFeaturesOptions,
): Promise<FeatureTable> {
  const parts: FeatureTable[] = [];
  for await (const part of bodyFeatures(loader, options)) parts.push(part);
  const { featureShape, targetShape, targetType } = parts[0] ?? nothing;
  return {
    features: joinFloats(parts.map(({ features }) => features)),
    targets: joinFloats(parts.map(({ targets }) => targets)),
    indices: Int32Array.from(parts.flatMap(({ indices }) => Array.from(indices))),
    featureShape,
    targetShape,
    targetType,
  };
}

/** Shapes of a loader without photos. */
const nothing: Pick<FeatureTable, 'featureShape' | 'targetShape' | 'targetType'> = {
  featureShape: [0],
  targetShape: [],
  targetType: 'int32',
};
