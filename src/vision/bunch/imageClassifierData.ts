import type { ModelTransforms } from '../transforms/transformSets.js';
import type { DataBunchOptions, FromCsvOptions } from './bunchLoaders.js';
import { ImageDataBunch } from './imageDataBunch.js';

/** Options that all factories of {@link ImageClassifierData} share. */
export interface ImageClassifierOptions extends Omit<DataBunchOptions, 'dsTfms' | 'size' | 'resizeMethod'> {
  /** What `tfmsFromModel` gives. */
  readonly tfms: ModelTransforms;
}

/**
 * The data of fastai 0.7's lessons; each factory gives a normalised {@link ImageDataBunch}.
 * @example
 * ```ts
 * import { ImageClassifierData, models, tfmsFromModel } from 'tsvision';
 * const tfms = tfmsFromModel(models.tinyresnet, 32);
 * const pets = await ImageClassifierData.fromPaths(photos, { tfms, bs: 9, trnName: '.', valName: 'grizzly' });
 * ```
 */
export class ImageClassifierData {
  /**
   * Photos in train/CLASS and valid/CLASS, unlabelled ones in a flat test folder (fastai 0.7: `from_paths`).
   * @throws PathNotFoundError for a missing folder
   */
  static async fromPaths(
    path: string,
    options: ImageClassifierOptions & {
      /** @default 'train' */
      readonly trnName?: string;
      /** @default 'valid' */
      readonly valName?: string;
      /** @default none */
      readonly testName?: string;
    },
  ): Promise<ImageDataBunch> {
    const { trnName: train = 'train', valName: valid = 'valid', testName } = options;
    const test = testName === undefined ? {} : { test: testName };
    const bunch = await ImageDataBunch.fromFolder(path, { ...plain(options), train, valid, ...test });
    return bunch.normalize(options.tfms.stats);
  }

  /** Photos of a folder with labels in a CSV file (fastai 0.7: `from_csv`). */
  static async fromCsv(
    path: string,
    folder: string,
    csvLabels: string,
    options: ImageClassifierOptions & Pick<FromCsvOptions, 'suffix' | 'validPct' | 'labelDelim' | 'test'>,
  ): Promise<ImageDataBunch> {
    const { suffix, validPct, labelDelim, test } = options;
    const given = Object.entries({ suffix, validPct, labelDelim, test }).filter(
      ([, value]) => value !== undefined,
    );
    const bunch = await ImageDataBunch.fromCsv(path, {
      ...plain(options),
      folder,
      csvLabels,
      ...Object.fromEntries(given),
    });
    return bunch.normalize(options.tfms.stats);
  }
}

function plain({ tfms, ...options }: ImageClassifierOptions): DataBunchOptions {
  const { bs, valBs, paddingMode, numWorkers, cacheBytes, seed, sampling } = options;
  const given = Object.entries({ bs, valBs, paddingMode, numWorkers, cacheBytes, seed, sampling });
  const { dsTfms, size, resizeMethod } = tfms;
  return {
    dsTfms,
    size,
    resizeMethod,
    ...Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  };
}
