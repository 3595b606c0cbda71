import { InvalidArgumentError, Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import type { BatchGenerator, KerasTrainingBatch } from './batchGenerator.js';
import { type FitGeneratorOptions, fitGenerator } from './fitGenerator.js';
import type { KerasHistory } from './kerasHistory.js';

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

/** Options of {@link fitTensors}; names and defaults are Keras's. */
export interface FitTensorsOptions
  extends Pick<FitGeneratorOptions, 'epochs' | 'stepsPerEpoch' | 'verbose' | 'signal'> {
  /** Rows of a batch. @default 32 */
  readonly batchSize?: number;
  /** A new order in each pass over the rows, which is an epoch unless `stepsPerEpoch` says otherwise. @default true */
  readonly shuffle?: boolean;
  /** Of the order. @default 42 */
  readonly seed?: number | string;
  /** Inputs and targets that are measured after each epoch. @default none */
  readonly validationData?: readonly [x: tf.Tensor, y: tf.Tensor];
}

/**
 * Trains a compiled model on tensors in memory (Keras: `fit`): as `model.fit`, but with a live table, an order
 * that depends on the seed only, and curves that plot themselves. With `stepsPerEpoch` an epoch ends after so many
 * batches, and the next one goes on where it stopped.
 *
 * @param x `[n, …]`, stays the caller's
 * @param y `[n, …]`, stays the caller's
 * @throws InvalidArgumentError when `x` and `y` are not equally long
 * @example
 * ```ts
 * import { fitTensors, tf } from 'tsvision';
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * const history = await fitTensors(model, tf.ones([8, 2]), tf.ones([8, 1]), { epochs: 2, batchSize: 4 });
 * history.epochs; // → 2
 * ```
 */
export function fitTensors(
  model: tf.LayersModel,
  x: tf.Tensor,
  y: tf.Tensor,
  { batchSize = 32, shuffle = true, seed = 42, validationData, ...rest }: FitTensorsOptions = {},
): Promise<KerasHistory> {
  const validation = validationData && {
    validationData: tensorBatches(...validationData, { batchSize: 256, shuffle: false, seed }),
  };
  return fitGenerator(model, tensorBatches(x, y, { batchSize, shuffle, seed }), { ...rest, ...validation });
}
