import type { LabelledItem } from '../data/index.js';
import type { tf } from '../engine/index.js';
import type { PhotoTable } from './datasets/split.js';
import type { PhotoPreprocessor } from './loading/photoPreprocessor.js';
import type { PhotoSource } from './transforms/pixels.js';
import type { Transform } from './transforms/transform.js';

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
  /** The photos that it loads. */
  readonly dataset: ImageDataset;
  /** Photos of a batch; the last of a pass may have fewer. */
  readonly batchSize: number;
  /** Batches in one pass. */
  readonly length: number;
  /** What may happen to each photo, where the loader tells it. */
  readonly transforms?: readonly Transform[];
  /**
   * One pass over the dataset. Order and augmentation depend on the loader's seed and on `epoch` alone, so that
   * training resumed at epoch 3 sees what it would have seen. Batches are prepared ahead of the consumer;
   * leaving the loop early disposes of what was prepared.
   */
  batches(options?: { readonly epoch?: number; readonly signal?: AbortSignal }): AsyncGenerator<Batch>;
}

/** A list of labelled photos with the classes that their labels come from. */
export interface ImageDataset {
  /** Paths and labels, in order. */
  readonly items: readonly LabelledItem[];
  /** Class names, sorted; the order is the model's order of outputs. */
  readonly classes: readonly string[];
  /** Number of photos. */
  readonly length: number;
  /** Class index of photo `i`: −1 when unknown. For multi-label sets the indices of all its classes. */
  target(i: number): number | readonly number[];
  /** Photo `i`: where it lies, or what was read there. @default the path of its item */
  load?(i: number): Promise<PhotoSource>;
  /** How many photos each class has, in the order of the classes, where that is known without asking for each. */
  readonly classCounts?: Readonly<Record<string, number>>;
}

/** What a learner needs of its data; {@link ImageDataBunch} is the usual one. */
export interface DataBunch {
  /** Folder of the data set; `models/` below it takes what a learner saves. */
  readonly path: string;
  /** Names of the classes; a label is a place in this list. */
  readonly classes: readonly string[];
  /** Number of classes. */
  readonly c: number;
  /** How a photo is labelled. */
  readonly targetKind: 'single' | 'multi' | 'number';
  /** Photos to learn from. */
  readonly trainDs: ImageDataset;
  /** Photos to validate with. */
  readonly validDs: ImageDataset;
  /** Photos without labels, if there are any. */
  readonly testDs?: ImageDataset | undefined;
  /** Shuffled, augmented; drops the last incomplete batch. */
  readonly trainDl: DataLoader;
  /** Batches to validate with. */
  readonly validDl: DataLoader;
  /** Batches of the photos without labels, if there are any. */
  readonly testDl?: DataLoader | undefined;
  /** Training photos in order, with the validation transforms. */
  readonly fixDl: DataLoader;
  /** From photos to model inputs exactly as the validation loader does it; what prediction and export use. */
  readonly preprocessor: PhotoPreprocessor;
  /** The table that the data were read from, if it was one. */
  readonly table?: PhotoTable | undefined;
}

/** A convolutional body and a classifying head, as one model and in parts that share their layers. */
export interface CnnModel {
  /** Name of the architecture, as in {@link models}. */
  readonly architecture: string;
  /** Input `[n, height, width, 3]` → logits `[n, classes]`. */
  readonly model: tf.LayersModel;
  /** Input → feature map. */
  readonly body: tf.LayersModel;
  /** Feature map → logits. */
  readonly head: tf.LayersModel;
  /** Layers in groups from input to output; each group has its own learning rate; the head is the last. */
  readonly layerGroups: readonly (readonly tf.layers.Layer[])[];
  /** A sentence on whose pretrained weights the body began with, and their licence; absent where it began at random. */
  readonly origin?: string;
}
