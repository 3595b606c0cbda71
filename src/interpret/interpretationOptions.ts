import { InvalidArgumentError } from '../core/index.js';
import type { DataSplit } from '../train/index.js';

/** Options of {@link ClassificationInterpretation.fromLearner}. */
export interface InterpretationOptions {
  /** Part of the data that is looked at; `train` without its augmentation. @default 'valid' */
  readonly split?: DataSplit;
  /** The same under fastai's name. */
  readonly dsType?: DataSplit;
}

/** Size of a figure as matplotlib counts it. */
export interface FigureSize {
  /** Width and height in inches. @default as large as what is shown needs */
  readonly figsize?: readonly [width: number, height: number];
  /** Pixels an inch. @default 72 */
  readonly dpi?: number;
}

/** Width and height in CSS pixels, where a size is asked for. @throws InvalidArgumentError unless both are positive */
export function pixelsOf({ figsize, dpi = 72 }: FigureSize): { width: number; height: number } | undefined {
  if (!figsize) return undefined;
  const [width, height] = [figsize[0] * dpi, figsize[1] * dpi].map(Math.round) as [number, number];
  if (width > 0 && height > 0) return { width, height };
  throw new InvalidArgumentError('figsize', figsize, 'a width and a height in inches');
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
