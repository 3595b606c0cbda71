import { tf } from '../../engine/index.js';
import type { PhotoDataset } from '../datasets/photoDataset.js';

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
