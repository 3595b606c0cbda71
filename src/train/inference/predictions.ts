import { type NamedTuple, namedTuple } from '../../core/index.js';
import type { EvaluatedBatch } from '../loop/validationPass.js';
import { joinFloats } from './joinFloats.js';

/** What a model says of the photos of a split, photo by photo. */
export interface Predictions {
  /** Probability of each class, row by row (or the predicted numbers): `count × width`. */
  readonly probabilities: Float32Array;
  /** Outputs of each photo: the number of classes. */
  readonly width: number;
  readonly count: number;
  /** Class index of each photo (−1 when unknown), `count × width` zeros and ones for several labels, or numbers. */
  readonly targets: Float32Array | Int32Array;
  /** Loss of each photo. */
  readonly losses: Float32Array;
  /** Position of each photo in its dataset; photos that could not be read are missing. */
  readonly indices: Int32Array;
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
export async function gatherPredictions(batches: AsyncIterable<EvaluatedBatch>): Promise<Predictions> {
  const all: EvaluatedBatch[] = [];
  for await (const batch of batches) all.push(batch);
  const count = all.reduce((sum, batch) => sum + batch.count, 0);
  let seen = 0;
  const positions = all.flatMap((batch) => {
    const start = seen;
    seen += batch.count;
    return Array.from(batch.indices ?? Array.from({ length: batch.count }, (_, i) => start + i));
  });
  return {
    probabilities: joinFloats(all.map(({ predictions }) => predictions)),
    width: all[0]?.width ?? 0,
    count,
    targets: joinFloats(all.map(({ targets }) => targets)),
    losses: joinFloats(all.map(({ losses }) => losses)),
    indices: Int32Array.from(positions),
  };
}
