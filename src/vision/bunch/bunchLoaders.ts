import type { DataSplit } from '../datasets/dataSplit.js';
import { PhotoDataset } from '../datasets/photoDataset.js';
import { BatchBuffers } from '../loading/batchBuffers.js';
import { PhotoCache } from '../loading/photoCache.js';
import { PhotoLoader, UnreadablePhotos } from '../loading/photoLoader.js';
import { PhotoWorkers, sharedPhotoWorkers } from '../loading/photoWorkers.js';
import type { ImageStats } from '../sampling/imageStats.js';
import type { PhotoTarget } from '../sampling/photoTarget.js';
import type { DataBunchOptions } from './dataBunchOptions.js';

/** A weight for each photo that makes every class as frequent as the others. */
export function balancedWeights(dataset: PhotoDataset): number[] {
  const counts = dataset.classCounts;
  return dataset.items.map(({ label }) => {
    const names = typeof label === 'string' ? [label] : Array.isArray(label) ? (label as string[]) : [];
    // A photo of several classes is as rare as the rarest of them.
    return names.length === 0 ? 1 : Math.max(...names.map((name) => 1 / (counts[name] ?? 1)));
  });
}

/** Loaders of a data bunch, each with its dataset; they share threads, decoded photos and memory. */
export interface BunchLoaders {
  /** Shuffled, with the training transforms, in full batches. */
  readonly train: PhotoLoader;
  readonly valid: PhotoLoader;
  readonly test: PhotoLoader | undefined;
  /** The training photos as `valid` takes its own: in order, with the validation transforms. */
  readonly fix: PhotoLoader;
  readonly unreadable: UnreadablePhotos;
}

/** Makes the loaders of a split. @param stats asked for each pass: a bunch is normalised later */
export function bunchLoaders(
  split: DataSplit,
  target: PhotoTarget,
  options: DataBunchOptions,
  stats: () => ImageStats | undefined,
): BunchLoaders {
  const { bs = 64, valBs = bs, seed = 42, sampling, numWorkers, cacheBytes } = options;
  const [trainTfms = [], validTfms = []] = options.dsTfms ?? [];
  const dataset = (name: string, items: DataSplit['train']): PhotoDataset =>
    new PhotoDataset(name, items, split.classes, split.targetKind);
  const unreadable = new UnreadablePhotos();
  const fix = new PhotoLoader({
    dataset: dataset('train', split.train),
    target,
    transforms: validTfms,
    batchSize: valBs,
    seed: `${seed}/valid`,
    stats,
    workers: numWorkers === undefined ? sharedPhotoWorkers() : new PhotoWorkers(numWorkers),
    cache: new PhotoCache(cacheBytes),
    buffers: new BatchBuffers(),
    unreadable,
  });
  const train = fix.with({
    transforms: trainTfms,
    batchSize: bs,
    shuffle: true,
    dropLast: true,
    seed,
    weights: sampling === 'balanced' ? balancedWeights(fix.dataset) : sampling,
  });
  const valid = fix.with({ dataset: dataset('valid', split.valid) });
  const test = split.test && fix.with({ dataset: dataset('test', split.test) });
  return { train, valid, test, fix, unreadable };
}
