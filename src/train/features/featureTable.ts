import { Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import type { BatchSource, TrainingBatch } from '../loop/trainingLoop.js';

/** Features of all photos of a dataset, with their targets. */
export interface FeatureTable {
  /** Row by row. */
  readonly features: Float32Array;
  /** Shape of one photo's features. */
  readonly featureShape: readonly number[];
  /** Row by row; class indices, zeros and ones, or numbers. */
  readonly targets: Float32Array;
  readonly targetShape: readonly number[];
  readonly targetType: 'int32' | 'float32';
  /** Position of each photo in its dataset. */
  readonly indices: Int32Array;
}

/** How a {@link FeatureTable} is read in batches. */
export interface FeatureBatchOptions {
  readonly batchSize: number;
  /** New order each epoch, last incomplete batch left out. */
  readonly shuffle: boolean;
  readonly seed: number | string;
}

/** Batches of features, in an order that depends on seed and epoch alone. */
export function featureBatches(table: FeatureTable, options: FeatureBatchOptions): BatchSource {
  const { batchSize, shuffle, seed } = options;
  const count = table.indices.length;
  const length = shuffle && count >= batchSize ? Math.floor(count / batchSize) : Math.ceil(count / batchSize);
  return {
    length,
    async *batches({ epoch = 0, signal } = {}) {
      const order = shuffle
        ? new Random(`${seed}/features/${epoch}`).permutation(count)
        : Array.from({ length: count }, (_, i) => i);
      for (let i = 0; i < length; i++) {
        signal?.throwIfAborted();
        yield takeRows(table, order.slice(i * batchSize, (i + 1) * batchSize));
      }
    },
  };
}

function takeRows(table: FeatureTable, rows: readonly number[]): TrainingBatch {
  const { features, featureShape, targets, targetShape, targetType, indices } = table;
  const targetsTaken = pick(targets, rows, tf.util.sizeFromShape([...targetShape]));
  return {
    xs: tf.tensor(pick(features, rows, tf.util.sizeFromShape([...featureShape])), [
      rows.length,
      ...featureShape,
    ]),
    ys: tf.tensor(targetsTaken, [rows.length, ...targetShape], targetType),
    indices: Int32Array.from(rows, (row) => indices[row] as number),
  };
}

function pick(values: Float32Array, rows: readonly number[], width: number): Float32Array {
  const taken = new Float32Array(rows.length * width);
  rows.forEach((row, i) => {
    taken.set(values.subarray(row * width, (row + 1) * width), i * width);
  });
  return taken;
}
