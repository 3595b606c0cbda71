import { type NamedTuple, namedTuple } from '../../core/index.js';
import type { ImageDataset } from '../../vision/index.js';
import type { EvaluatedBatch } from '../loop/validationPass.js';

/** Numbers of several batches in one array, in their order. */
export function joinFloats(parts: readonly (Float32Array | Int32Array)[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** What a model says of the photos of a split: row i is photo i of its dataset, whatever became of the others. */
export interface Predictions {
  /** Probability of each class, row by row (or the predicted numbers): `count × width`. */
  readonly probabilities: Float32Array;
  /** Outputs of each photo: the number of classes. */
  readonly width: number;
  /** Photos of the dataset. */
  readonly count: number;
  /** Class index of each photo (−1 when unknown), `count × width` zeros and ones for several labels, or numbers. */
  readonly targets: Float32Array | Int32Array;
  /** Loss of each photo. */
  readonly losses: Float32Array;
  /** Position of each row's photo in its dataset: 0, 1, 2, … */
  readonly indices: Int32Array;
  /** Rows of photos that could not be read: their probabilities and losses are NaN. */
  readonly unreadable: readonly number[];
}

/** {@link Predictions} that can be taken apart as fastai's: `const [probabilities, targets, losses] = …`. */
export type PredictionsTuple = NamedTuple<
  Predictions,
  [probabilities: Float32Array, targets: Float32Array | Int32Array, losses: Float32Array]
>;

/** Predictions that can be taken apart. */
export function predictionsOf(fields: Predictions): PredictionsTuple {
  return namedTuple(fields, [fields.probabilities, fields.targets, fields.losses]);
}

/** Gathers batches; memory grows by a few numbers a photo, never by pixels. */
export async function gatherPredictions(
  batches: AsyncIterable<EvaluatedBatch>,
  dataset: ImageDataset,
): Promise<Predictions> {
  const all: EvaluatedBatch[] = [];
  for await (const batch of batches) all.push(batch);
  const count = dataset.length;
  const [first] = all;
  const width = first?.width ?? dataset.classes.length;
  const targetWidth = first ? first.targets.length / first.count : 1;
  const rows = {
    probabilities: new Float32Array(count * width).fill(Number.NaN),
    targets: targetsOf(dataset, targetWidth),
    losses: new Float32Array(count).fill(Number.NaN),
  };
  const missing = new Set(dataset.items.keys());
  let seen = 0;
  for (const { predictions, targets, losses, indices, count: size } of all) {
    for (let i = 0; i < size; i++) {
      const row = indices?.[i] ?? seen + i;
      missing.delete(row);
      rows.probabilities.set(predictions.subarray(i * width, (i + 1) * width), row * width);
      rows.targets.set(targets.subarray(i * targetWidth, (i + 1) * targetWidth), row * targetWidth);
      rows.losses[row] = losses[i] as number;
    }
    seen += size;
  }
  return { ...rows, width, count, indices: Int32Array.from(rows.losses.keys()), unreadable: [...missing] };
}

/** What the labels say, also of photos that no batch holds. */
function targetsOf(dataset: ImageDataset, width: number): Float32Array {
  const targets = new Float32Array(dataset.length * width);
  for (let row = 0; row < dataset.length; row++) {
    const target = dataset.target(row);
    if (typeof target === 'number') targets.fill(target, row * width, (row + 1) * width);
    else for (const column of target) targets[row * width + column] = 1;
  }
  return targets;
}
