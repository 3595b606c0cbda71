import { inParallel } from '../../core/index.js';
import { EmptyDatasetError } from '../../data/index.js';
import { tf } from '../../engine/index.js';
import type { PhotoDataset } from '../datasets/photoDataset.js';
import { decodePhoto } from '../loading/decodePhoto.js';
import type { ImageStats } from '../transforms/colours.js';

/** Photos as colours in [0, 1], the normalisation undone; the caller owns the new tensor. */
export function denormalize(xs: tf.Tensor4D, stats: ImageStats | undefined): tf.Tensor4D {
  return tf.tidy(() => {
    const colours = stats ? xs.mul(tf.tensor1d([...stats.std])).add(tf.tensor1d([...stats.mean])) : xs;
    return colours.clipByValue(0, 1) as tf.Tensor4D;
  });
}

/**
 * Mean and standard deviation of each channel over the pixels of a set, every photo counting alike; for
 * `normalize` when a network is trained from nothing. Photos that cannot be read do not count.
 *
 * @param options.maxPhotos look at no more than these many, evenly spread. @default 1000
 * @example
 * ```ts
 * import { datasetStats } from 'tsvision';
 * const stats = await datasetStats(data.trainDs);
 * stats.mean.length; // → 3
 * ```
 */
export async function datasetStats(
  dataset: PhotoDataset,
  options: { readonly maxPhotos?: number; readonly signal?: AbortSignal } = {},
): Promise<ImageStats> {
  const count = Math.min(options.maxPhotos ?? 1000, dataset.length);
  const positions = Array.from({ length: count }, (_, i) => Math.floor((i * dataset.length) / count));
  const sums = { photos: 0, mean: [0, 0, 0], square: [0, 0, 0] };
  await inParallel(
    positions,
    4,
    async (position) => {
      const photo = await dataset
        .load(position)
        .then((source) => decodePhoto(source))
        .catch(() => undefined);
      if (photo) addPhoto(photo.data, sums);
    },
    options.signal,
  );
  if (sums.photos === 0)
    throw new EmptyDatasetError(
      dataset.name,
      'There is no photo that can be read',
      'Give the set some photos.',
    );
  const mean = sums.mean.map((sum) => sum / sums.photos);
  const std = sums.square.map((sum, c) =>
    Math.sqrt(Math.max(sum / sums.photos - (mean[c] as number) ** 2, 1e-12)),
  );
  return { mean, std };
}

function addPhoto(data: Uint8Array, sums: { photos: number; mean: number[]; square: number[] }): void {
  const pixels = data.length / 3;
  sums.photos++;
  for (let c = 0; c < 3; c++) {
    let sum = 0;
    let square = 0;
    for (let i = c; i < data.length; i += 3) {
      const value = data[i] as number;
      sum += value;
      square += value * value;
    }
    sums.mean[c] = (sums.mean[c] as number) + sum / pixels / 255;
    sums.square[c] = (sums.square[c] as number) + square / pixels / (255 * 255);
  }
}
