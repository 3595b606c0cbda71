import { readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { expandPath } from '../../core/index.js';
import { listImageFiles } from '../../data/index.js';
import { askOfPhoto, labelOfPhoto } from '../datasets/askOfPhoto.js';
import { labelByPattern, type PhotoLabel } from '../datasets/listSplit.js';
import { type PhotoRecord, photoIdentity } from '../datasets/split.js';
import { csvRecords, recordSide } from '../datasets/tableSplit.js';
import type { ImageStats } from '../transforms/colours.js';
import type { TransformPair } from '../transforms/transform.js';
import type { DataBunchOptions } from './bunchLoaders.js';
import { ImageDataBunch } from './imageDataBunch.js';
import {
  cellOf,
  type ImageRecipe,
  type ImageTableOptions,
  type LabelledTarget,
  type ListedPhoto,
  namedIn,
  readRecipe,
  slashed,
  tablePhotos,
} from './imageRecipe.js';

/** A data bunch on its way, which can be normalised in the same line. */
export type PendingDataBunch = Promise<ImageDataBunch> & {
  /** {@link ImageDataBunch.normalize} when the bunch is there. */
  normalize(stats: ImageStats): Promise<ImageDataBunch>;
};

/**
 * fastai's data blocks: where the photos come from, how they are split, labelled and transformed, one call each.
 * Nothing is read before `databunch()`, which is to be awaited.
 * @example
 * ```ts
 * import { getTransforms, imagenetStats, ImageList } from 'tsvision';
 * const bears = await ImageList.fromFolder(photos)
 *   .splitByRandPct(0.2)
 *   .labelFromFolder()
 *   .transform(getTransforms(), { size: 64 })
 *   .databunch({ bs: 9 })
 *   .normalize(imagenetStats);
 * ```
 */
export class ImageList {
  private constructor(
    /** @internal What it has been told so far. */
    readonly recipe: ImageRecipe,
  ) {}

  /** Every photo of a folder. @param options.recurse look into sub-folders as well. @default true */
  static fromFolder(path: string, options: { readonly recurse?: boolean } = {}): ImageList {
    const read = async (): Promise<ListedPhoto[]> =>
      (await listImageFiles(path, options)).images.map((file) => ({ path: file }));
    return new ImageList({ path, read, options: {} });
  }

  /** The photos that a CSV file names. @param csvName the file, below the path. @default 'labels.csv' */
  static fromCsv(
    path: string,
    csvName = 'labels.csv',
    options: ImageTableOptions & { readonly header?: boolean; readonly delimiter?: string } = {},
  ): ImageList {
    const records = (): Promise<PhotoRecord[]> => csvRecords(resolve(expandPath(path), csvName), options);
    return new ImageList({
      path,
      read: async () => tablePhotos(path, await records(), options),
      options: {},
    });
  }

  /** The photos that the rows of a table name. */
  static fromDf(records: readonly PhotoRecord[], path: string, options: ImageTableOptions = {}): ImageList {
    return new ImageList({ path, read: () => tablePhotos(path, records, options), options: {} });
  }

  /** Keeps the photos for which `keep` holds; it gets the path with `/`. */
  filterByFunc(keep: (path: string) => boolean): ImageList {
    const { read } = this.recipe;
    return this.#with({
      read: async () => (await read()).filter(({ path }) => askOfPhoto('keep', keep, path)),
    });
  }

  /** Keeps photos by the first folder below the path. */
  filterByFolder({
    include,
    exclude = [],
  }: {
    include?: readonly string[];
    exclude?: readonly string[];
  }): ImageList {
    const first = (path: string): string =>
      photoIdentity(expandPath(this.recipe.path), path).split('/')[0] as string;
    return this.filterByFunc(
      (path) => (include?.includes(first(path)) ?? true) && !exclude.includes(first(path)),
    );
  }

  // --- split ---------------------------------------------------------------------------------------------------

  /** By lot: each photo's path and the seed decide. @param validPct share for validation. @default 0.2 */
  splitByRandPct(validPct = 0.2, seed?: number | string): ImageList {
    return this.#with({ split: { validPct, seed } });
  }

  /** {@link splitByRandPct} under its older name. */
  randomSplitByPct(validPct = 0.2, seed?: number | string): ImageList {
    return this.splitByRandPct(validPct, seed);
  }

  /** By the first folder below the path; photos of other folders are left out. */
  splitByFolder({ train = 'train', valid = 'valid' } = {}): ImageList {
    return this.#splitBy((root) => ({ path }) => {
      const [first] = photoIdentity(root, path).split('/');
      return first === train ? 'train' : first === valid ? 'valid' : undefined;
    });
  }

  /** By positions in the list: these are for validation. */
  splitByIdx(validIdx: readonly number[]): ImageList {
    const chosen = new Set(validIdx);
    return this.#splitBy(() => (_, i) => (chosen.has(i) ? 'valid' : 'train'));
  }

  /** By a function of the path, with `/`: where it is true the photo is for validation. */
  splitByValidFunc(isValid: (path: string) => boolean): ImageList {
    return this.#splitBy(
      () =>
        ({ path }) =>
          askOfPhoto('isValid', isValid, path) ? 'valid' : 'train',
    );
  }

  /** By names: these are for validation. @param validNames file names, or paths below the path */
  splitByFiles(validNames: readonly string[]): ImageList {
    return this.#splitBy((root) => namedIn(root, validNames));
  }

  /** As {@link splitByFiles}, with the names in a file, one a line. @param fname below the path */
  splitByFnameFile(fname: string): ImageList {
    return this.#splitBy(async (root) => {
      const text = await readFile(join(root, fname), 'utf8');
      return namedIn(
        root,
        text
          .split(/\r?\n/)
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      );
    });
  }

  /** By a column of the table: true, 1 or 'valid' is for validation. @default 'is_valid' */
  splitFromDf(col: string | number = 'is_valid'): ImageList {
    return this.#splitBy(
      () =>
        ({ record }) =>
          recordSide(cellOf(record, col), col),
    );
  }

  /** All photos are for training. */
  splitNone(): ImageList {
    return this.#splitBy(() => () => 'train');
  }

  /** {@link splitNone} under its older name. */
  noSplit(): ImageList {
    return this.splitNone();
  }

  // --- label ---------------------------------------------------------------------------------------------------

  /** The label is the name of the photo's folder. */
  labelFromFolder(): ImageList {
    return this.#with({ label: ({ path }) => basename(dirname(path)) });
  }

  /** The label is what the first group of the pattern finds in the path, which is given with `/`. */
  labelFromRe(pattern: RegExp | string): ImageList {
    const label = labelByPattern(pattern);
    return this.#with({ label: ({ path }) => label(slashed(path)) });
  }

  /** The label is what a function makes of the path, with `/`. */
  labelFromFunc(func: (path: string) => PhotoLabel | null | undefined): ImageList {
    return this.#with({ label: ({ path }) => labelOfPhoto('func', func, path) });
  }

  /** The label stands in the table. @param cols its column. @default 1 */
  labelFromDf(cols: string | number = 1, { labelDelim }: { readonly labelDelim?: string } = {}): ImageList {
    return this.#with({
      label: ({ record }) => {
        const cell = cellOf(record, cols);
        if (typeof cell === 'number') return cell;
        const text = cell === undefined || cell === null ? undefined : String(cell);
        return labelDelim === undefined ? text : text?.split(labelDelim).map((name) => name.trim());
      },
      ...(labelDelim === undefined ? {} : { targetKind: 'multi' as const }),
    });
  }

  /** One label for each photo of the list, in its order. */
  labelFromList(labels: readonly (PhotoLabel | null | undefined)[]): ImageList {
    return this.#with({ label: (_, i) => labels[i] });
  }

  /** What the labels are, when it does not show. */
  labelCls(targetKind: LabelledTarget): ImageList {
    return this.#with({ targetKind });
  }

  // --- the rest ------------------------------------------------------------------------------------------------

  /** Unlabelled photos. @param paths below the path, or absolute */
  addTest(paths: readonly string[]): ImageList {
    const root = expandPath(this.recipe.path);
    return this.#with({ test: async () => paths.map((path) => resolve(root, path)) });
  }

  /** Unlabelled photos of a folder. @default 'test' */
  addTestFolder(testFolder = 'test'): ImageList {
    const folder = resolve(expandPath(this.recipe.path), testFolder);
    const { read } = this.recipe;
    const isTest = ({ path }: ListedPhoto): boolean => !relative(folder, path).startsWith('..');
    return this.#with({
      read: async () => (await read()).filter((photo) => !isTest(photo)),
      test: async () => (await listImageFiles(folder)).images,
    });
  }

  /** Transforms for training and validation, and the size. */
  transform(
    tfms: TransformPair | readonly [] = [],
    options: Pick<DataBunchOptions, 'size' | 'resizeMethod' | 'paddingMode'> = {},
  ): ImageList {
    return this.#with({ options: { ...this.recipe.options, ...options, dsTfms: tfms } });
  }

  /** Statistics that the photos are normalised with. */
  normalize(stats: ImageStats): ImageList {
    return this.#with({ stats });
  }

  /** Reads everything. @throws InvalidArgumentError when it was not said how to split or to label */
  databunch(options: DataBunchOptions = {}): PendingDataBunch {
    const making = this.#make(options);
    return Object.assign(making, {
      normalize: async (stats: ImageStats): Promise<ImageDataBunch> => (await making).normalize(stats),
    });
  }

  async #make(options: DataBunchOptions): Promise<ImageDataBunch> {
    const { stats } = this.recipe;
    const split = await readRecipe(this.recipe);
    const bunch = await ImageDataBunch.fromSplit(split, { ...this.recipe.options, ...options });
    return stats ? bunch.normalize(stats) : bunch;
  }

  #with(more: Partial<ImageRecipe>): ImageList {
    return new ImageList({ ...this.recipe, ...more });
  }

  #splitBy(rule: Extract<NonNullable<ImageRecipe['split']>, { rule: unknown }>['rule']): ImageList {
    return this.#with({ split: { rule } });
  }
}

/** {@link ImageList} under its name of 2018. */
export const ImageItemList = ImageList;
