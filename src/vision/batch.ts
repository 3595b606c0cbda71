import type { tf } from '../engine/index.js';
import type { ImageDataset } from './imageDataset.js';

/** Some photos with their targets, ready for a model. Whoever iterates a loader owns the tensors. */
export interface Batch {
  /** Normalised photos, float32 `[n, height, width, 3]`. */
  readonly xs: tf.Tensor4D;
  /**
   * Targets: int32 `[n]` class indices; float32 `[n, classes]` of 0 and 1 for several labels a photo; float32
   * `[n]` for a number; all −1 where the labels are unknown (a test set).
   */
  readonly ys: tf.Tensor;
  /** Position of each photo in the loader's dataset. */
  readonly indices: Int32Array;
}

/** Gives the photos of one dataset in batches. */
export interface DataLoader {
  readonly dataset: ImageDataset;
  readonly batchSize: number;
  /** Batches in one pass. */
  readonly length: number;
  /**
   * One pass over the dataset. Order and augmentation depend on the loader's seed and on `epoch` alone, so that
   * training resumed at epoch 3 sees what it would have seen. Batches are prepared ahead of the consumer;
   * leaving the loop early disposes of what was prepared.
   */
  batches(options?: { readonly epoch?: number; readonly signal?: AbortSignal }): AsyncGenerator<Batch>;
}
