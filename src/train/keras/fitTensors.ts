import type { tf } from '../../engine/index.js';
import { type FitGeneratorOptions, fitGenerator } from './fitGenerator.js';
import type { KerasHistory } from './kerasHistory.js';
import { tensorBatches } from './tensorBatches.js';

/** Options of {@link fitTensors}; names and defaults are Keras's. */
export interface FitTensorsOptions extends Pick<FitGeneratorOptions, 'epochs' | 'signal'> {
  /** @default 32 */
  readonly batchSize?: number;
  /** A new order in each epoch. @default true */
  readonly shuffle?: boolean;
  /** Of the order. @default 42 */
  readonly seed?: number | string;
  /** Inputs and targets that are measured after each epoch. @default none */
  readonly validationData?: readonly [x: tf.Tensor, y: tf.Tensor];
}

/**
 * Trains a compiled model on tensors in memory (Keras: `fit`): as `model.fit`, but with a live table, an order
 * that depends on the seed only, and curves that plot themselves.
 *
 * @param x `[n, …]`, stays the caller's
 * @param y `[n, …]`, stays the caller's
 * @throws InvalidArgumentError when `x` and `y` are not equally long
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
