import type { DataLoader } from './batch.js';
import type { PhotoTable } from './datasets/photoTable.js';
import type { ImageDataset } from './imageDataset.js';
import type { PhotoPreprocessor } from './loading/photoPreprocessor.js';

/** What a learner needs of its data; {@link ImageDataBunch} is the usual one. */
export interface DataBunch {
  /** Folder of the data set; `models/` below it takes what a learner saves. */
  readonly path: string;
  readonly classes: readonly string[];
  /** Number of classes. */
  readonly c: number;
  /** How a photo is labelled. */
  readonly targetKind: 'single' | 'multi' | 'number';
  readonly trainDs: ImageDataset;
  readonly validDs: ImageDataset;
  readonly testDs?: ImageDataset | undefined;
  /** Shuffled, augmented; drops the last incomplete batch. */
  readonly trainDl: DataLoader;
  readonly validDl: DataLoader;
  readonly testDl?: DataLoader | undefined;
  /** Training photos in order, with the validation transforms. */
  readonly fixDl: DataLoader;
  /** From photos to model inputs exactly as the validation loader does it; what prediction and export use. */
  readonly preprocessor: PhotoPreprocessor;
  /** The table that the data were read from, if it was one. */
  readonly table?: PhotoTable | undefined;
}
