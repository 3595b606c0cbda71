import { InvalidArgumentError, orderedRecord } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import { PhotoDataset } from '../datasets/photoDataset.js';
import { PhotoLoader } from '../loading/photoLoader.js';
import { PhotoCache, sharedBatchBuffers } from '../loading/photoMemory.js';
import { sharedPhotoWorkers } from '../loading/photoWorkers.js';
import { UnreadablePhotos } from '../loading/unreadablePhotos.js';
import type { PhotoTarget } from '../transforms/pixels.js';
import { flowArrays } from './arrayFlow.js';
import {
  assertClassMode,
  type ClassMode,
  classTargets,
  type DirectoryListing,
  listDirectory,
  nameBelow,
} from './directoryListing.js';
import { ImageGenerator, type KerasBatch } from './imageGenerator.js';
import {
  type FeatureStats,
  type FlowOptions,
  type ImageDataGeneratorOptions,
  kerasStandardize,
  kerasTransforms,
} from './kerasTransforms.js';

/** Options of {@link ImageDataGenerator.flowFromDirectory}; names and defaults are Keras's. */
export interface FlowFromDirectoryOptions {
  /** [height, width] in pixels; photos are squeezed to it. @default [256, 256] */
  readonly targetSize?: readonly [height: number, width: number];
  /** Three channels, or one. @default 'rgb' */
  readonly colorMode?: 'rgb' | 'grayscale';
  /** Form of the targets; `null`: none (−1). @default 'categorical' */
  readonly classMode?: ClassMode;
  /** Photos of a batch. @default 32 */
  readonly batchSize?: number;
  /** New order at each pass. @default true */
  readonly shuffle?: boolean;
  /** Seed of order and augmentation. @default 42 */
  readonly seed?: number | string;
  /** Names of the classes, in the order of their indices. @default all sub-folders, sorted */
  readonly classes?: readonly string[];
  /** Which part of `validationSplit`. @default both */
  readonly subset?: 'training' | 'validation';
}

/**
 * Batches of randomly changed photos, with Keras's options (Keras: `ImageDataGenerator`).
 *
 * Other than Keras, which picks the nearest pixel when it resizes and interpolates again for the change, one
 * homography does both at once with one bilinear sample; photos are decoded and changed in worker threads.
 * @example
 * ```ts
 * import { ImageDataGenerator } from 'tsvision';
 * const generator = new ImageDataGenerator({ rescale: 1 / 255, rotationRange: 40, horizontalFlip: true });
 * const train = await generator.flowFromDirectory(photos, { targetSize: [32, 32], batchSize: 8 });
 * train.classIndices; // → { black: 0, grizzly: 1, teddys: 2 }
 * ```
 */
export class ImageDataGenerator {
  readonly #options: ImageDataGeneratorOptions;
  #features: FeatureStats | undefined;

  constructor(options: ImageDataGeneratorOptions = {}) {
    const { validationSplit = 0 } = options;
    if (!(validationSplit >= 0 && validationSplit < 1))
      throw new InvalidArgumentError('validationSplit', validationSplit, 'a share: at least 0 and below 1');
    this.#options = options;
  }

  /** Finds mean and standard deviation of a set `[n, height, width, channels]`, for the featurewise options. */
  fit(x: tf.Tensor4D): void {
    const [mean, std] = tf.tidy(() => {
      const moments = tf.moments(this.#options.rescale ? x.mul(this.#options.rescale) : x, [0, 1, 2]);
      return [[...moments.mean.dataSync()], [...moments.variance.sqrt().dataSync()]];
    });
    this.#features = { mean, std };
  }

  /**
   * Photos of a folder with one sub-folder for each class.
   * @throws PathNotFoundError for a missing folder
   * @throws EmptyDatasetError when there are no photos in class folders
   */
  async flowFromDirectory(
    directory: string,
    options: FlowFromDirectoryOptions = {},
  ): Promise<ImageGenerator> {
    const { classMode = 'categorical', batchSize = 32, classes, subset } = options;
    const { validationSplit = 0 } = this.#options;
    const listing = await listDirectory(directory, { classes, validationSplit, subset });
    assertClassMode(classMode, listing.classes);
    console.log(`Found ${listing.items.length} images belonging to ${listing.classes.length} classes.`);
    const loader = this.#loader(listing, options);
    const [height, width] = options.targetSize ?? [256, 256];
    const { dataset } = loader;
    const classIndices = orderedRecord(listing.classes.map((name, index) => [name, index]));
    return new ImageGenerator({
      samples: listing.items.length,
      batchSize,
      classIndices,
      classes: Int32Array.from(listing.items, (_, i) => dataset.target(i) as number),
      filenames: listing.items.map(({ path }) => nameBelow(listing.root, path)),
      imageShape: [height, width, options.colorMode === 'grayscale' ? 1 : 3],
      pass: (epoch) =>
        this.#directoryPass(loader, epoch, classMode, dataset.classes.length, options.colorMode),
    });
  }

  /**
   * Pictures of a tensor `[n, height, width, channels]` with targets of any kind, one for each.
   * @param x 1 or 3 channels; stays the caller's
   * @param y first axis as long as that of `x`; stays the caller's. @default −1 for each picture
   */
  flow(x: tf.Tensor4D, y?: tf.Tensor, options: FlowOptions = {}): ImageGenerator {
    return flowArrays(x, y, options, this.#options, (xs) =>
      kerasStandardize(xs, this.#options, this.#features),
    );
  }

  #loader({ items, classes }: DirectoryListing, options: FlowFromDirectoryOptions): PhotoLoader {
    const { targetSize = [256, 256], batchSize = 32, shuffle = true, seed = 42 } = options;
    return new PhotoLoader({
      dataset: new PhotoDataset('directory', items, classes),
      target: kerasTarget(targetSize, this.#options),
      transforms: kerasTransforms(this.#options, 255),
      batchSize,
      shuffle,
      seed,
      // Keras's values are those of the bytes, 0–255, until `rescale`.
      stats: () => ({ mean: [0], std: [1 / 255] }),
      workers: sharedPhotoWorkers(),
      cache: new PhotoCache(),
      buffers: sharedBatchBuffers(),
      unreadable: new UnreadablePhotos(),
    });
  }

  async *#directoryPass(
    loader: PhotoLoader,
    epoch: number,
    classMode: ClassMode,
    classes: number,
    colorMode: FlowFromDirectoryOptions['colorMode'],
  ): AsyncGenerator<KerasBatch> {
    const order = loader.order(epoch);
    let start = 0;
    for await (const { xs, ys, indices } of loader.batches({ epoch, keepEmpty: true })) {
      ys.dispose();
      const positions = Int32Array.from(order.slice(start, start + loader.batchSize));
      start += loader.batchSize;
      const targets = [...indices].map((i) => loader.dataset.target(i) as number);
      const coloured = colorMode === 'grayscale' ? grey(xs) : xs;
      const standardized =
        indices.length === 0 ? coloured : kerasStandardize(coloured, this.#options, this.#features);
      yield { xs: standardized, ys: classTargets(targets, classMode, classes), indices, positions };
    }
  }
}

/** What a generator's photos are turned into. */
function kerasTarget(
  [height, width]: readonly [number, number],
  { fillMode = 'nearest', cval = 0 }: ImageDataGeneratorOptions,
): PhotoTarget {
  return { height, width, resizeMethod: 'squish', fillMode, fillValue: cval };
}

/** Luma of ITU-R 601, as PIL's conversion to grey; disposes of its input. */
function grey(xs: tf.Tensor4D): tf.Tensor4D {
  const result = tf.tidy(() => xs.mul(tf.tensor1d([0.299, 0.587, 0.114])).sum(3, true) as tf.Tensor4D);
  xs.dispose();
  return result;
}
