import { InvalidArgumentError } from '../../core/index.js';
import { tf } from '../../engine/index.js';

/** How a generator gives class indices: rows of 0 and 1, one number of 0 or 1, or the index. */
export type ClassMode = 'categorical' | 'binary' | 'sparse' | null;

/** Targets of a batch: `[n, classes]` for categorical, else `[n]`, all float32; −1 without a class mode. */
export function classTargets(indices: readonly number[], mode: ClassMode, classes: number): tf.Tensor {
  if (mode !== 'categorical')
    return tf.tensor1d(mode === null ? indices.map(() => -1) : [...indices], 'float32');
  return toCategorical(indices, classes);
}

/** @throws InvalidArgumentError for a binary mode with other than two classes */
export function assertClassMode(mode: ClassMode, classes: readonly string[]): void {
  if (mode === 'binary' && classes.length !== 2)
    throw new InvalidArgumentError(
      'classMode',
      mode,
      `'categorical' or 'sparse' for the ${classes.length} classes ${classes.join(', ')}`,
    );
}

/**
 * Class indices as rows with one 1 (Keras: `to_categorical`), float32 `[n, classes]`.
 * @param numClasses columns. @default the largest index and one
 * @throws InvalidArgumentError for an index that is no column
 */
export function toCategorical(
  indices: readonly number[] | Int32Array | Uint8Array | tf.Tensor1D,
  numClasses?: number,
): tf.Tensor2D {
  const list =
    Array.isArray(indices) || ArrayBuffer.isView(indices)
      ? [...(indices as Int32Array)]
      : [...(indices as tf.Tensor1D).dataSync()];
  const columns = numClasses ?? list.reduce((most, index) => Math.max(most, index), -1) + 1;
  const values = new Float32Array(list.length * columns);
  list.forEach((index, row) => {
    if (!(Number.isInteger(index) && index >= 0 && index < columns))
      throw new InvalidArgumentError('indices', index, `integers of 0 to ${columns - 1}`);
    values[row * columns + index] = 1;
  });
  return tf.tensor2d(values, [list.length, columns]);
}
