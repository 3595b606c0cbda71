import type { DataSplit } from '../train/index.js';

/** Options of {@link ClassificationInterpretation.fromLearner}. */
export interface InterpretationOptions {
  /** Part of the data that is looked at; `train` without its augmentation. @default 'valid' */
  readonly split?: DataSplit;
  /** The same under fastai's name. */
  readonly dsType?: DataSplit;
}

/** Options of the plots that show photos. */
export interface GalleryOptions {
  /** Only photos whose actual class has this name. */
  readonly ofClass?: string;
  /** Lay over each photo where the model looked (Grad-CAM). @default false */
  readonly heatmap?: boolean;
}

/** Options of {@link ClassificationInterpretation.plotConfusionMatrix}. */
export interface ConfusionMatrixOptions {
  /** Shares of each row instead of counts. @default false */
  readonly normalize?: boolean;
  /** @default 'Confusion matrix' */
  readonly title?: string;
}
