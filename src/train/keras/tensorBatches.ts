import { InvalidArgumentError, Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import type { BatchGenerator, KerasTrainingBatch } from './batchGenerator.js';

/** How {@link tensorBatches} cuts. */
export interface TensorBatchesOptions {
  readonly batchSize: number;
  /** A new order at each pass. */
  readonly shuffle: boolean;
  readonly seed: number | string;
}

/**
 * Batches of rows of two tensors, pass after pass, the last of a pass maybe smaller.
 * @throws InvalidArgumentError when the tensors are not equally long, or empty
 */
export function tensorBatches(
  x: tf.Tensor,
  y: tf.Tensor,
  { batchSize, shuffle, seed }: TensorBatchesOptions,
): BatchGenerator {
  const count = x.shape[0] ?? 0;
  if (count === 0) throw new InvalidArgumentError('x', x.shape, 'a tensor with at least one sample');
  if (y.shape[0] !== count)
    throw new InvalidArgumentError('y', y.shape, `as long as x, which has ${count} samples`);
  return {
    length: Math.ceil(count / batchSize),
    async *[Symbol.asyncIterator](): AsyncGenerator<KerasTrainingBatch> {
      for (let pass = 0; ; pass++) {
        const order = shuffle ? new Random(`${seed}/order/${pass}`).permutation(count) : undefined;
        for (let start = 0; start < count; start += batchSize) {
          const size = Math.min(batchSize, count - start);
          yield order ? chosen(x, y, order.slice(start, start + size)) : slice(x, y, start, size);
        }
      }
    },
  };
}

function chosen(x: tf.Tensor, y: tf.Tensor, rows: readonly number[]): KerasTrainingBatch {
  const indices = tf.tensor1d([...rows], 'int32');
  const batch = { xs: tf.gather(x, indices), ys: tf.gather(y, indices) };
  indices.dispose();
  return batch;
}

function slice(x: tf.Tensor, y: tf.Tensor, start: number, size: number): KerasTrainingBatch {
  return {
    xs: tf.slice(x, [start, ...x.shape.slice(1).map(() => 0)], [size, ...x.shape.slice(1)]),
    ys: tf.slice(y, [start, ...y.shape.slice(1).map(() => 0)], [size, ...y.shape.slice(1)]),
  };
}
