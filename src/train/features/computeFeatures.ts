import { type Precision, tf, withPrecision } from '../../engine/index.js';
import { ProgressBar } from '../../notebook/index.js';
import {
  type CnnModel,
  compileFrozenBody,
  type DataLoader,
  type FrozenBody,
  forward,
} from '../../vision/index.js';
import { joinFloats } from '../metrics/metric.js';
import type { FeatureTable } from './featureTable.js';

/** Runs photos through a body that stays as it is, compiled for speed where its layers allow it. */
export async function frozenBody({ body }: CnnModel, precision: Precision): Promise<FrozenBody> {
  try {
    // ONNX Runtime computes in float32 whatever the engine is told.
    return await compileFrozenBody(body, { engine: precision === 'bfloat16' ? 'tfjs' : 'auto' });
  } catch {
    // A layer of the user's own that the compiler does not know.
    return {
      engine: 'tfjs',
      features: async (xs) => tf.tidy(() => forward(body, xs)),
      dispose: async () => undefined,
    };
  }
}

/** Computes the features of all photos of a loader, once. */
export async function computeFeatures(
  cnn: CnnModel,
  pool: tf.LayersModel | undefined,
  loader: DataLoader,
  label: string,
  precision: Precision,
  signal: AbortSignal,
): Promise<FeatureTable> {
  const parts: { features: Float32Array; targets: Float32Array; indices: Int32Array }[] = [];
  let shapes: Pick<FeatureTable, 'featureShape' | 'targetShape' | 'targetType'> | undefined;
  const body = await frozenBody(cnn, precision);
  using bar = new ProgressBar(`features of ${label}`, loader.length);
  try {
    for await (const { xs, ys, indices } of loader.batches({ signal })) {
      const used: tf.Tensor[] = [xs, ys];
      try {
        const map = await withPrecision(precision, () => body.features(xs));
        used.push(map);
        const features = pool ? tf.tidy(() => forward(pool, map)) : map;
        used.push(features);
        shapes ??= {
          featureShape: features.shape.slice(1),
          targetShape: ys.shape.slice(1),
          targetType: ys.dtype === 'int32' ? 'int32' : 'float32',
        };
        parts.push({
          features: (await features.data()) as Float32Array,
          targets: Float32Array.from(await ys.data()),
          indices,
        });
      } finally {
        tf.dispose(used);
      }
      bar.advance();
    }
  } finally {
    await body.dispose();
  }
  return {
    features: joinFloats(parts.map(({ features }) => features)),
    targets: joinFloats(parts.map(({ targets }) => targets)),
    indices: Int32Array.from(parts.flatMap(({ indices }) => Array.from(indices))),
    ...(shapes ?? { featureShape: [0], targetShape: [], targetType: 'int32' }),
  };
}
