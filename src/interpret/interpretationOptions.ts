import type { FigureSize } from '../plot/index.js';
import type { DataSplit } from '../train/index.js';

/** Options of {@link ClassificationInterpretation.fromLearner}. */
export interface InterpretationOptions {
  /** Part of the data that is looked at; `train` without its augmentation. @default 'valid' */
  readonly split?: DataSplit;
  /** The same under fastai's name. */
  readonly dsType?: DataSplit;
}

/** Options of the plots that show photos. */
export interface GalleryOptions extends FigureSize {
  /** Only photos whose actual class has this name. */
  readonly ofClass?: string;
  /** Lay over each photo where the model looked (Grad-CAM). @default false */
  readonly heatmap?: boolean;
}

/** Options of {@link ClassificationInterpretation.plotTopLosses}. */
export interface TopLossesOptions extends GalleryOptions {
  /** The greatest losses; the smallest when false. @default true */
  readonly largest?: boolean;
}

/** Options of {@link ClassificationInterpretation.mostConfused}. */
export interface MostConfusedOptions {
  /** Least number of photos of a pair. @default 1 */
  readonly minVal?: number;
}

/** Options of {@link ClassificationInterpretation.plotConfusionMatrix}. */
export interface ConfusionMatrixOptions extends FigureSize {
  /** Shares of each row instead of counts. @default false */
  readonly normalize?: boolean;
  /** Stands above the matrix. @default 'Confusion matrix' */
  readonly title?: string;
}
