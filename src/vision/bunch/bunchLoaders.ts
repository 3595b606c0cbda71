import { InvalidArgumentError } from '../../core/index.js';
import type { FolderSplitOptions } from '../datasets/folderSplit.js';
import type { ListSplitOptions } from '../datasets/listSplit.js';
import { PhotoDataset } from '../datasets/photoDataset.js';
import type { DataSplit } from '../datasets/split.js';
import type { CsvSplitOptions } from '../datasets/tableSplit.js';
import { PhotoLoader } from '../loading/photoLoader.js';
import { PhotoCache, sharedBatchBuffers } from '../loading/photoMemory.js';
import { PhotoWorkers, sharedPhotoWorkers } from '../loading/photoWorkers.js';
import { UnreadablePhotos } from '../loading/unreadablePhotos.js';
import { VisionImage } from '../loading/visionImage.js';
import type { ImageStats } from '../transforms/colours.js';
import { sizeOf } from '../transforms/photoSize.js';
import type { FillMode, PhotoSize, PhotoTarget, ResizeMethod } from '../transforms/pixels.js';
import type { Transform, TransformPair } from '../transforms/transform.js';
import { checkTransforms } from '../transforms/transform.js';

/** How a data bunch makes batches of its photos; names and defaults are fastai's. */
export interface DataBunchOptions {
  /** Transforms for training and validation, e.g. `getTransforms()`. @default none */
  readonly dsTfms?: TransformPair | readonly [];
  /** Side of the square, or [height, width], in pixels. @default the size of the first photo, for sets of equal ones */
  readonly size?: PhotoSize;
  /** Photos in a batch. @default 64 */
  readonly bs?: number;
  /** Photos in a validation batch. @default bs */
  readonly valBs?: number;
  /** How photos get their size. @default 'crop' for a square given by a number, 'squish' for [height, width] */
  readonly resizeMethod?: ResizeMethod;
  /** What stands beyond a photo's border. @default 'reflection' */
  readonly paddingMode?: FillMode;
  /** Threads that prepare photos; 0: the main one. @default one for each core, shared by all data bunches */
  readonly numWorkers?: number;
  /** Bytes of decoded photos kept for later epochs; 0 keeps none. @default a quarter of the free memory, at most 1.5 GiB */
  readonly cacheBytes?: number;
  /** Seed of the split, the order and the augmentation. @default 42 */
  readonly seed?: number | string;
  /** Train on every class equally often, drawing with replacement; or a weight for each training photo. */
  readonly sampling?: 'balanced' | readonly number[];
}

/** Options of {@link ImageDataBunch.fromFolder}. */
export type FromFolderOptions = DataBunchOptions & FolderSplitOptions;

/** Options of {@link ImageDataBunch.fromCsv}. */
export type FromCsvOptions = DataBunchOptions & CsvSplitOptions;

/** Options of the factories that read names of files. */
export type FromNamesOptions = DataBunchOptions & ListSplitOptions;

/** What the photos of a data bunch are turned into. Without a size they keep that of the first one. */
export async function bunchTarget(split: DataSplit, options: DataBunchOptions): Promise<PhotoTarget> {
  return targetOf(options, options.size ?? (await firstSize(split)));
}

/** What photos are turned into that get such a size, asked for or the first photo's own. */
export function targetOf(options: DataBunchOptions, found: PhotoSize): PhotoTarget {
  const { size, paddingMode: fillMode = 'reflection' } = options;
  const resizeMethod =
    options.resizeMethod ?? (size === undefined ? 'no' : typeof size === 'number' ? 'crop' : 'squish');
  const [height, width] = sizeOf(found);
  return { height, width, resizeMethod, fillMode, fillValue: 0 };
}

async function firstSize(split: DataSplit): Promise<[number, number]> {
  const first = split.train[0] ?? split.valid[0];
  if (!first) throw new InvalidArgumentError('size', undefined, 'a number of pixels');
  return (await VisionImage.open(first.path)).size;
}

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
  const [trainTfms, validTfms] = [0, 1].map((i) =>
    checkTransforms(`dsTfms[${i}]`, options.dsTfms?.[i] ?? []),
  ) as [readonly Transform[], readonly Transform[]];
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
    buffers: sharedBatchBuffers(),
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

/** What the user should know of photos that do not train well. @param bs photos in a batch */
export function bunchNotices({ train, classes, targetKind }: DataSplit, bs: number): string[] {
  const notices: string[] = [];
  if (train.length === 0) return notices;
  if (targetKind === 'single' && classes.length === 1)
    notices.push(`All photos are of one class, ${classes[0]}: there is nothing to tell apart.`);
  if (train.length < bs)
    notices.push(
      `There are ${train.length} training photos, fewer than the batch size of ${bs}: they make one batch.`,
    );
  return notices;
}
