import { tf } from '../../engine/index.js';
import type { ImageDataGeneratorOptions } from './imageDataGeneratorOptions.js';

/** Mean and standard deviation of each channel of a set, in the units of its values. */
export interface FeatureStats {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

/** Keras's `standardize` on a batch; disposes of the batch when it gives another one. */
export function kerasStandardize(
  xs: tf.Tensor4D,
  options: ImageDataGeneratorOptions,
  features: FeatureStats | undefined,
): tf.Tensor4D {
  const changed = tf.tidy(() => {
    const { preprocessingFunction, rescale } = options;
    let values = xs;
    if (preprocessingFunction)
      values = tf.stack(
        tf.unstack(values).map((photo) => preprocessingFunction(photo as tf.Tensor3D)),
      ) as tf.Tensor4D;
    if (rescale !== undefined && rescale !== 1) values = values.mul(rescale);
    if (options.samplewiseCenter) values = values.sub(values.mean([1, 2, 3], true));
    if (options.samplewiseStdNormalization) values = values.div(deviation(values, [1, 2, 3]).add(1e-6));
    if (options.featurewiseCenter && features) values = values.sub(tf.tensor1d([...features.mean]));
    if (options.featurewiseStdNormalization && features)
      values = values.div(tf.tensor1d([...features.std]).add(1e-6));
    return values === xs ? tf.keep(xs) : values;
  });
  if (changed !== xs) xs.dispose();
  return changed;
}

function deviation(values: tf.Tensor4D, axes: number[]): tf.Tensor {
  return tf.moments(values, axes, true).variance.sqrt();
}
