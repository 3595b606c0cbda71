import { tf } from '../../engine/index.js';
import type { PhotoDataset } from '../datasets/photoDataset.js';

/**
 * Shared memory that batches are prepared in, used again and again: the engine does not count shared memory when
 * it decides to collect garbage, so that new memory for each batch would pile up.
 */
export class BatchBuffers {
  readonly #free: SharedArrayBuffer[] = [];

  /** Memory of so many bytes, with anything in it. */
  take(bytes: number): SharedArrayBuffer {
    const position = this.#free.findIndex((buffer) => buffer.byteLength === bytes);
    return position < 0
      ? new SharedArrayBuffer(bytes)
      : (this.#free.splice(position, 1)[0] as SharedArrayBuffer);
  }

  /** Takes memory back that no thread writes to any more. */
  giveBack(buffer: SharedArrayBuffer): void {
    this.#free.push(buffer);
    // Sizes change with the batch size and at the last batch; more than this is never in flight.
    if (this.#free.length > 4) this.#free.shift();
  }
}

/** Targets of some photos as {@link Batch.ys} describes them. */
export function encodeTargets(dataset: PhotoDataset, indices: readonly number[]): tf.Tensor {
  const targets = indices.map((i) => dataset.target(i));
  if (dataset.targetKind === 'single') return tf.tensor1d(targets as number[], 'int32');
  if (dataset.targetKind === 'number') return tf.tensor1d(targets as number[], 'float32');
  const width = dataset.classes.length;
  const ones = new Float32Array(indices.length * width);
  targets.forEach((classes, row) => {
    if (typeof classes === 'number') ones.fill(-1, row * width, (row + 1) * width);
    else for (const column of classes) ones[row * width + column] = 1;
  });
  return tf.tensor2d(ones, [indices.length, width]);
}
