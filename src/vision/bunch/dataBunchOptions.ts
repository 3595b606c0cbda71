import { InvalidArgumentError } from '../../core/index.js';
import type { DataSplit } from '../datasets/dataSplit.js';
import { VisionImage } from '../decoding/visionImage.js';
import {
  type FillMode,
  type PhotoSize,
  type PhotoTarget,
  type ResizeMethod,
  sizeOf,
} from '../sampling/photoTarget.js';
import type { TransformPair } from '../transforms/transform.js';

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

/** What the photos of a data bunch are turned into. Without a size they keep that of the first one. */
export async function bunchTarget(split: DataSplit, options: DataBunchOptions): Promise<PhotoTarget> {
  const { size, paddingMode: fillMode = 'reflection' } = options;
  const resizeMethod =
    options.resizeMethod ?? (size === undefined ? 'no' : typeof size === 'number' ? 'crop' : 'squish');
  const [height, width] = size === undefined ? await firstSize(split) : sizeOf(size);
  return { height, width, resizeMethod, fillMode, fillValue: 0 };
}

async function firstSize(split: DataSplit): Promise<[number, number]> {
  const first = split.train[0] ?? split.valid[0];
  if (!first) throw new InvalidArgumentError('size', undefined, 'a number of pixels');
  return (await VisionImage.open(first.path)).size;
}
