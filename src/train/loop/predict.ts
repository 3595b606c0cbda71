import { InvalidArgumentError, type NamedTuple, namedTuple } from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import type { DataBunch, PhotoInput } from '../../vision/index.js';
import { activationOf, type LossFunction } from '../losses.js';
import { argMax } from '../metrics/metric.js';

/** What a model says of one photo. */
export interface Prediction {
  /** Name of the most probable class; all above ½ when photos have several labels; the number of a regression. */
  readonly category: string;
  /** Position of the class in `classes`. */
  readonly index: number;
  /** Probability of each class, in the order of `classes`. */
  readonly probabilities: readonly number[];
}

/** A {@link Prediction} that can be taken apart as fastai's: `const [category, index, probabilities] = …`. */
export type PredictionTuple = NamedTuple<
  Prediction,
  [category: string, index: number, probabilities: readonly number[]]
>;

/** Who predicts. */
interface Predictor {
  readonly data: DataBunch;
  readonly lossFunc: LossFunction;
  /** Raw outputs for prepared photos; the caller owns them. */
  outputs(xs: tf.Tensor4D): Promise<tf.Tensor>;
}

const splits: readonly unknown[] = ['train', 'valid', 'test'];

/** Says what fastai v0.7's `predict()` is called here. @throws InvalidArgumentError unless there is a photo */
export function checkPhoto(photo: PhotoInput | undefined): void {
  if (photo !== undefined && photo !== null && !splits.includes(photo)) return;
  throw new InvalidArgumentError(
    'photo',
    photo,
    'a photo: a path, its bytes, or an opened one',
    `Of all validation photos: await learn.logPreds() (fastai 0.7's predict()), or learn.getPreds() for probabilities and targets.`,
  );
}

/** Predicts on photos, or on prepared input `[n, height, width, 3]`, with one pass. */
export async function predictPhotos(
  photos: readonly PhotoInput[] | tf.Tensor4D,
  by: Predictor,
): Promise<PredictionTuple[]> {
  await engineReady();
  const { data } = by;
  const isTensor = photos instanceof tf.Tensor;
  const xs = isTensor ? photos : await data.preprocessor.prepare(photos);
  const [count] = xs.shape;
  const values = await probabilitiesOf(xs, by).finally(() => isTensor || xs.dispose());
  const width = values.length / count;
  return Array.from({ length: count }, (_, i) =>
    toPrediction(Array.from(values.slice(i * width, (i + 1) * width)), data),
  );
}

async function probabilitiesOf(xs: tf.Tensor4D, by: Predictor): Promise<tf.TypedArray> {
  const used: tf.Tensor[] = [await by.outputs(xs)];
  try {
    const [outputs] = used as [tf.Tensor];
    used.push(tf.tidy(() => activationOf(by.lossFunc, outputs.clone())));
    return await (used[1] as tf.Tensor).data();
  } finally {
    tf.dispose(used);
  }
}

function toPrediction(probabilities: readonly number[], { classes, targetKind }: DataBunch): PredictionTuple {
  const index = argMax(probabilities);
  const several = classes.filter((_, i) => (probabilities[i] as number) > 0.5).join('; ');
  const named =
    targetKind === 'multi' ? several : targetKind === 'number' ? String(probabilities[0]) : classes[index];
  const category = named ?? String(index);
  return namedTuple({ category, index, probabilities }, [category, index, probabilities]);
}
