import { basename } from 'node:path';
import { InvalidArgumentError, type Random } from '../core/index.js';
import { type FigureSize, type ImageGrid, imageGrid, type Photo } from '../plot/index.js';
import { type DataSplit, type Learner, type Predictions, splitLoader } from '../train/index.js';
import type { ImageDataset } from '../vision/index.js';

/** One photo with what the model says of it. */
export interface PhotoPrediction {
  /** Position in the dataset. */
  readonly index: number;
  /** The photo. */
  readonly path: string;
  /** Class index; −1 when unknown. */
  readonly actual: number;
  /** Class index with the greatest probability. */
  readonly predicted: number;
  /** Loss of this photo; NaN when the class is unknown. */
  readonly loss: number;
  /** Probability of the class that was predicted. */
  readonly confidence: number;
  /** Probability of the actual class; NaN when it is unknown. */
  readonly actualProbability: number;
}

/** Single-label predictions, photo by photo. */
export class PredictionTable {
  /** Without the photos that could not be read: nothing is predicted of them. */
  readonly rows: readonly PhotoPrediction[];

  constructor(
    readonly predictions: Predictions,
    readonly dataset: ImageDataset,
  ) {
    const unreadable = new Set(predictions.unreadable);
    this.rows = [...predictions.indices].filter((i) => !unreadable.has(i)).map((i) => this.#row(i));
  }

  /** Probabilities of all classes for photo `i` of the dataset. */
  probabilities(i: number): Float32Array {
    const { probabilities, width } = this.predictions;
    return probabilities.subarray(i * width, (i + 1) * width);
  }

  #row(i: number): PhotoPrediction {
    const { targets, losses } = this.predictions;
    const probabilities = this.probabilities(i);
    let predicted = 0;
    probabilities.forEach((p, at) => {
      if (p > (probabilities[predicted] as number)) predicted = at;
    });
    const actual = targets[i] as number;
    return {
      index: i,
      path: this.dataset.items[i]?.path ?? '',
      actual,
      predicted,
      loss: losses[i] as number,
      confidence: probabilities[predicted] as number,
      actualProbability: probabilities[actual] ?? Number.NaN,
    };
  }
}

/** Which photos a gallery shows: the five of fastai's first lesson. */
export type GalleryKind =
  | 'randomCorrect'
  | 'randomIncorrect'
  | 'mostCorrect'
  | 'mostIncorrect'
  | 'mostUncertain';

/** Whether a photo's class was recognised. */
export function isCorrect({ actual, predicted }: PhotoPrediction): boolean {
  return actual === predicted;
}

/**
 * Chooses the photos of a gallery.
 *
 * @param ofClass only photos whose actual class has this index
 */
export function selectGallery(
  kind: GalleryKind,
  rows: readonly PhotoPrediction[],
  k: number,
  random: Random,
  ofClass?: number,
): PhotoPrediction[] {
  const some = ofClass === undefined ? rows : rows.filter(({ actual }) => actual === ofClass);
  const right = some.filter(isCorrect);
  const wrong = some.filter((row) => !isCorrect(row));
  switch (kind) {
    case 'randomCorrect':
      return random.shuffle(right).slice(0, k);
    case 'randomIncorrect':
      return random.shuffle(wrong).slice(0, k);
    case 'mostCorrect':
      return sortedBy(right, ({ confidence }) => -confidence).slice(0, k);
    case 'mostIncorrect':
      return sortedBy(wrong, ({ actualProbability }) => actualProbability).slice(0, k);
    case 'mostUncertain':
      return sortedBy(some, ({ confidence }) => confidence).slice(0, k);
    default:
      return kind satisfies never;
  }
}

function sortedBy(
  rows: readonly PhotoPrediction[],
  key: (row: PhotoPrediction) => number,
): PhotoPrediction[] {
  return [...rows].sort((a, b) => key(a) - key(b));
}

/** Green and red of Jupyter's theme, which are read on white and on black. */
const rightColour = 'var(--jp-success-color1, #2e7d32)';
const wrongColour = 'var(--jp-error-color1, #c62828)';

/** Photos with what the model says of each. @param photos the photos of `rows`, in their order */
export function predictionGrid(
  rows: readonly PhotoPrediction[],
  photos: readonly Photo[],
  classes: readonly string[],
  title: string,
  size: FigureSize = {},
): Promise<ImageGrid> {
  const columns = Math.min(3, Math.max(1, rows.length));
  return imageGrid(photos, {
    title,
    titles: rows.map((row) => caption(row, classes)),
    titleColors: rows.map((row) => (isCorrect(row) ? rightColour : wrongColour)),
    columns,
    thumbSize: 220,
    ...size,
  });
}

function caption(
  { path, actual, predicted, loss, actualProbability }: PhotoPrediction,
  classes: readonly string[],
): string {
  const name = (index: number): string => classes[index] ?? '?';
  const share = Number.isNaN(actualProbability) ? '' : ` / ${actualProbability.toFixed(2)}`;
  return `${name(predicted)} / ${name(actual)} / ${loss.toFixed(2)}${share}\n${basename(path)}`;
}

/** Options of {@link plotMultiTopLosses}. */
export interface MultiTopLossesOptions extends FigureSize {
  /** Photos to show. @default 9 */
  readonly samples?: number;
  /** Which part of the data. @default 'valid' */
  readonly split?: DataSplit;
  /** A label counts as predicted above this probability. @default 0.5 */
  readonly thresh?: number;
}

/**
 * Photos with several labels that have the greatest losses, with the labels that were missed or wrongly seen.
 * @example
 * ```ts
 * import { createCnn, ImageDataBunch, models, plotMultiTopLosses } from 'tsvision';
 * const files = ['black/00000001.jpg', 'teddys/00000001.jpg', 'black/00000002.jpg', 'teddys/00000002.jpg'];
 * const labels = [['dark'], ['toy'], ['dark', 'toy'], ['toy']];
 * const many = await ImageDataBunch.fromLists(photos, files, labels, { validPct: 0.5, size: 32, bs: 2 });
 * await plotMultiTopLosses(await createCnn(many, models.tinyresnet), { samples: 2 });
 * ```
 */
export async function plotMultiTopLosses(
  learner: Learner,
  { samples = 9, split = 'valid', thresh = 0.5, ...size }: MultiTopLossesOptions = {},
): Promise<ImageGrid> {
  const { targetKind, classes } = learner.data;
  if (targetKind !== 'multi') {
    throw new InvalidArgumentError('learner', targetKind, 'a learner for photos with several labels each');
  }
  const { dataset } = splitLoader(learner.data, split);
  const { probabilities, targets, losses, width } = await learner.getPreds(split);
  const order = Array.from(losses.keys())
    .filter((row) => !Number.isNaN(losses[row]))
    .sort((a, b) => (losses[b] as number) - (losses[a] as number))
    .slice(0, samples);
  const names = (row: number, holds: (at: number) => boolean): string =>
    classes.filter((_, i) => holds(row * width + i)).join(', ') || '–';
  const titles = order.map((row) => {
    const predicted = names(row, (at) => (probabilities[at] as number) > thresh);
    const actual = names(row, (at) => (targets[at] as number) > 0.5);
    const path = dataset.items[row]?.path ?? '';
    return `predicted ${predicted}\nactual ${actual}\nloss ${(losses[row] as number).toFixed(2)}\n${basename(path)}`;
  });
  const photos = order.map((row) => dataset.items[row]?.path ?? '');
  return imageGrid(photos, { titles, title: 'Top losses', columns: 3, thumbSize: 220, ...size });
}
