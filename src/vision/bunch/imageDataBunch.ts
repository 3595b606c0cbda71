import { relative } from 'node:path';
import { shownPath } from '../../core/index.js';
import { folderSplit } from '../datasets/folderSplit.js';
import {
  type LabelFunc,
  type ListSplitOptions,
  nameFuncSplit,
  nameReSplit,
  type PhotoLabel,
  pairedSplit,
} from '../datasets/listSplit.js';
import type { PhotoDataset } from '../datasets/photoDataset.js';
import type { DataSplit, PhotoRecord, PhotoTable } from '../datasets/split.js';
import { csvSplit, type RecordsOptions, recordsSplit } from '../datasets/tableSplit.js';
import type { PhotoLoader } from '../loading/photoLoader.js';
import type { UnreadablePhotos } from '../loading/unreadablePhotos.js';
import {
  type FromParquetOptions,
  type FromShardsOptions,
  StreamedDataBunch,
} from '../streams/streamedDataBunch.js';
import type { ImageStats } from '../transforms/colours.js';
import type { PhotoTarget } from '../transforms/pixels.js';
import {
  bunchLoaders,
  bunchNotices,
  bunchTarget,
  type DataBunchOptions,
  type FromCsvOptions,
  type FromFolderOptions,
  type FromNamesOptions,
} from './bunchLoaders.js';
import { datasetStats } from './datasetStats.js';
import { PhotoBunch } from './photoBunch.js';

/**
 * Photos for training, validation and test with their loaders (fastai: `ImageDataBunch`).
 * @example
 * ```ts
 * import { getTransforms, imagenetStats, ImageDataBunch } from 'tsvision';
 * const options = { train: '.', validPct: 0.2, dsTfms: getTransforms(), size: 64, bs: 9 };
 * const bears = await ImageDataBunch.fromFolder(photos, options);
 * bears.normalize(imagenetStats);
 * bears.classes; // → [ 'black', 'grizzly', 'teddys' ]
 * ```
 */
export class ImageDataBunch extends PhotoBunch {
  readonly path: string;
  /** Names of the classes; a label is a place in this list. */
  readonly classes: readonly string[];
  readonly targetKind: 'single' | 'multi' | 'number';
  /** Photos to learn from. */
  readonly trainDs: PhotoDataset;
  /** Photos to validate with. */
  readonly validDs: PhotoDataset;
  /** Photos without labels, if there are any. */
  readonly testDs: PhotoDataset | undefined;
  /** Batches to learn from: shuffled, transformed anew at each pass. */
  readonly trainDl: PhotoLoader;
  /** Batches to validate with: in order, without chance. */
  readonly validDl: PhotoLoader;
  /** Batches of the photos without labels, if there are any. */
  override readonly testDl: PhotoLoader | undefined;
  readonly fixDl: PhotoLoader;
  /** What the user should know of the data; also printed when the bunch was made. */
  readonly notices: readonly string[];
  readonly unreadable: UnreadablePhotos;
  readonly #options: DataBunchOptions;
  readonly #split: DataSplit;

  private constructor(split: DataSplit, target: PhotoTarget, options: DataBunchOptions) {
    super(target, options.dsTfms?.[1]);
    [this.#split, this.#options] = [split, options];
    [this.path, this.classes, this.targetKind] = [split.path, split.classes, split.targetKind];
    const loaders = bunchLoaders(split, target, options, () => this.stats);
    [this.trainDl, this.validDl] = [loaders.train, loaders.valid];
    [this.testDl, this.fixDl] = [loaders.test, loaders.fix];
    this.trainDs = loaders.fix.dataset;
    this.validDs = loaders.valid.dataset;
    this.testDs = loaders.test?.dataset;
    this.unreadable = loaders.unreadable;
    this.notices = [...split.notices, ...bunchNotices(split, loaders.train.batchSize)];
  }

  /** Makes a data bunch of photos that are split already; the other factories end here. */
  static async fromSplit(split: DataSplit, options: DataBunchOptions = {}): Promise<ImageDataBunch> {
    const target = await bunchTarget(split, options);
    const bunch = new ImageDataBunch(split, target, options);
    for (const notice of bunch.notices) console.warn(notice);
    return bunch;
  }

  /**
   * Reads a folder with one sub-folder for each class (fastai: `from_folder`): `train/CLASS` and `valid/CLASS`,
   * or class folders and `validPct`.
   *
   * @throws PathNotFoundError for a missing folder
   * @throws EmptyDatasetError when there are no photos in class folders
   */
  static async fromFolder(path: string, options: FromFolderOptions = {}): Promise<ImageDataBunch> {
    return ImageDataBunch.fromSplit(await folderSplit(path, options), options);
  }

  /**
   * Reads photos and labels from a CSV file (fastai: `from_csv`): column 0 the name, column 1 the label, a random
   * fifth for validation, unless a column `is_valid` says who is (that of a cleaner's `cleaned.csv` does).
   * @param options.csvLabels the file, below the path. @default 'labels.csv'
   */
  static async fromCsv(path: string, options: FromCsvOptions = {}): Promise<ImageDataBunch> {
    return ImageDataBunch.fromSplit(await csvSplit(path, options), options);
  }

  /** Takes photos and labels from the rows of a table (fastai: `from_df`). */
  static async fromRecords(
    path: string,
    records: readonly PhotoRecord[],
    options: DataBunchOptions & RecordsOptions = {},
  ): Promise<ImageDataBunch> {
    return ImageDataBunch.fromSplit(await recordsSplit(path, records, options), options);
  }

  /** {@link fromRecords} under fastai's name. */
  static fromDf(
    path: string,
    records: readonly PhotoRecord[],
    options: DataBunchOptions & RecordsOptions = {},
  ): Promise<ImageDataBunch> {
    return ImageDataBunch.fromRecords(path, records, options);
  }

  /** Takes photos with their labels (fastai: `from_lists`): class names, lists of them, or numbers. */
  static async fromLists(
    path: string,
    fnames: readonly string[],
    labels: readonly (PhotoLabel | null | undefined)[],
    options: DataBunchOptions & ListSplitOptions = {},
  ): Promise<ImageDataBunch> {
    return ImageDataBunch.fromSplit(await pairedSplit(path, fnames, labels, options), options);
  }

  /**
   * Takes photos and makes a label of each path, which is given with `/` (fastai: `from_name_func`); the function
   * may stand among the options, as `labelFunc`.
   */
  static async fromNameFunc(
    path: string,
    fnames: readonly string[],
    labelFunc: LabelFunc | (FromNamesOptions & { readonly labelFunc: LabelFunc }),
    options: FromNamesOptions = {},
  ): Promise<ImageDataBunch> {
    const all = typeof labelFunc === 'function' ? { ...options, labelFunc } : labelFunc;
    return ImageDataBunch.fromSplit(await nameFuncSplit(path, fnames, all.labelFunc, all), all);
  }

  /**
   * Takes photos whose paths contain the label: the first group of the pattern (fastai: `from_name_re`), which may
   * stand among the options, as `pat`.
   * @throws InvalidArgumentError which names the first photo that does not match
   */
  static async fromNameRe(
    path: string,
    fnames: readonly string[],
    pattern: RegExp | string | (FromNamesOptions & { readonly pat: RegExp | string }),
    options: FromNamesOptions = {},
  ): Promise<ImageDataBunch> {
    const all =
      typeof pattern === 'string' || pattern instanceof RegExp ? { ...options, pat: pattern } : pattern;
    return ImageDataBunch.fromSplit(await nameReSplit(path, fnames, all.pat, all), all);
  }

  /**
   * Streams photos out of tars as webdataset writes them (`KEY.jpg` beside `KEY.cls`, `KEY.json` or `KEY.txt`), so that a set may
   * be larger than memory or a folder: shuffled by a buffer, split by the lot of each key, and a pass can go on where it
   * was stopped. All shards are looked through once, for their classes and their number of rows.
   *
   * @param files `train-{000..146}.tar`, a list of paths or http(s) addresses, or a folder of `.tar`
   * @throws ShardError for a shard that is cut, damaged or no tar, and for a row without photo or known class
   * @throws DownloadError when a server refuses or keeps breaking off
   */
  static async fromShards(
    files: string | readonly string[],
    { label, ...options }: FromShardsOptions = {},
  ): Promise<StreamedDataBunch> {
    return StreamedDataBunch.fromFiles(files, { format: 'tar', tar: { label } }, options);
  }

  /**
   * Streams photos out of Parquet files that hold their bytes, as Hugging Face's `datasets` writes them, like
   * {@link ImageDataBunch.fromShards}.
   *
   * @param files `train-{00000..00009}.parquet`, a list of paths or http(s) addresses, or a folder of `.parquet`
   * @throws ShardError for a file that is cut, damaged, something else, or lacks the columns
   */
  static async fromParquet(
    files: string | readonly string[],
    { photo, label, key, ...options }: FromParquetOptions = {},
  ): Promise<StreamedDataBunch> {
    return StreamedDataBunch.fromFiles(files, { format: 'parquet', parquet: { photo, label, key } }, options);
  }

  /**
   * A data bunch without photos, for prediction with a model that was trained on such classes (fastai:
   * `single_from_classes`). Size, transforms and normalisation must be those of the training.
   */
  static async singleFromClasses(
    path: string,
    classes: readonly string[],
    options: DataBunchOptions = {},
  ): Promise<ImageDataBunch> {
    const empty = { path, train: [], valid: [], classes: [...classes].sort(), notices: [] };
    return ImageDataBunch.fromSplit(
      { ...empty, targetKind: 'single' },
      { ...options, size: options.size ?? 224 },
    );
  }

  /** The table that the data set was read from, if it was one. */
  get table(): PhotoTable | undefined {
    return this.#split.table;
  }

  /** Paths of the validation photos, relative to the data bunch's. */
  get valNames(): string[] {
    return this.validDs.items.map((item) => relative(this.path, item.path));
  }

  /** Targets of the validation photos (v0.7: `val_y`). */
  get valY(): (number | readonly number[])[] {
    return this.validDs.items.map((_, i) => this.validDs.target(i));
  }

  /** Validation photos in order, with the training transforms (v0.7: `aug_dl`). */
  get augDl(): PhotoLoader {
    return this.validDl.with({ transforms: this.#options.dsTfms?.[0] ?? [] });
  }

  /** Mean and standard deviation of the training photos, to be given to {@link normalize}. */
  async batchStats(options?: { readonly maxPhotos?: number }): Promise<ImageStats> {
    return datasetStats(this.trainDs, options);
  }

  /** The same photos at another size (progressive resizing), normalised alike. */
  async resized(size: NonNullable<DataBunchOptions['size']>): Promise<ImageDataBunch> {
    const split = { ...this.#split, notices: [] };
    const bunch = await ImageDataBunch.fromSplit(split, { ...this.#options, size });
    return this.stats ? bunch.normalize(this.stats) : bunch;
  }

  override toString(): string {
    const parts = [this.trainDs, this.validDs, this.testDs].filter((set) => set !== undefined);
    return `ImageDataBunch ${shownPath(this.path)}, ${this.size.join('×')}\n${parts.map((set) => `  ${set}`).join('\n')}`;
  }
}
