import { basename } from 'node:path';
import { InvalidArgumentError, type Random } from '../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { type Figure, type HtmlTable, heatmap, htmlTable, type ImageGrid, imageGrid } from '../plot/index.js';
import { type DataSplit, type Learner, type Predictions, splitLoader } from '../train/index.js';
import type { ImageDataset } from '../vision/index.js';
import {
  type ClassScores,
  type ConfusedPair,
  confusedPairs,
  countConfusion,
  scoresByClass,
} from './confusion.js';
import { type GalleryKind, isCorrect, selectGallery } from './galleries.js';
import { type GradCamOptions, gradCam, overlayHeat } from './gradCam.js';
import { type PhotoPrediction, PredictionTable } from './predictionTable.js';

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

/** What {@link ClassificationInterpretation.topLosses} returns. */
export type TopLosses = [losses: number[], indices: number[]] & {
  readonly losses: readonly number[];
  readonly indices: readonly number[];
};

/**
 * What a classifier gets right and wrong, photo by photo (fastai: `ClassificationInterpretation`). It keeps numbers
 * only; photos are read when they are shown.
 */
export class ClassificationInterpretation implements Displayable {
  readonly #table: PredictionTable;
  readonly #random: Random;

  constructor(
    readonly learner: Learner,
    readonly predictions: Predictions,
    readonly dataset: ImageDataset,
  ) {
    this.#table = new PredictionTable(predictions, dataset);
    this.#random = learner.random.fork('interpretation');
  }

  /** Runs the model over a split of the learner's data. */
  static async fromLearner(
    learner: Learner,
    { split, dsType }: InterpretationOptions = {},
  ): Promise<ClassificationInterpretation> {
    const which = split ?? dsType ?? 'valid';
    const { dataset } = splitLoader(learner.data, which);
    if (learner.data.targetKind !== 'single') {
      throw new InvalidArgumentError(
        'learner',
        learner.data.targetKind,
        'a learner for photos with one label each',
        'For several labels a photo there is plotMultiTopLosses(learner).',
      );
    }
    return new ClassificationInterpretation(learner, await learner.getPreds(which), dataset);
  }

  /** Class names in the order of the matrix. */
  get classes(): readonly string[] {
    return this.learner.data.classes;
  }

  /** Loss of each photo, in the order of the split. */
  get losses(): Float32Array {
    return this.predictions.losses;
  }

  /** The photos with what the model says of them, in the order of the split. */
  get rows(): readonly PhotoPrediction[] {
    return this.#table.rows;
  }

  // --- top losses ---------------------------------------------------------------------------------------------

  /**
   * The greatest losses and the positions of their photos in the dataset, as a pair and by name:
   * `const [losses, idxs] = interp.topLosses()`, `interp.topLosses().indices`.
   *
   * @param k how many. @default all of them, sorted
   * @param largest the smallest ones when false. @default true
   */
  topLosses(k = this.rows.length, largest = true): TopLosses {
    const rows = this.#byLoss(k, largest);
    const [losses, indices] = [rows.map(({ loss }) => loss), rows.map(({ index }) => index)];
    return Object.assign([losses, indices] as [number[], number[]], { losses, indices });
  }

  /** Paths of the photos with the greatest losses, to be looked at or handed to the cleaner. @default all */
  topLossPaths(k = this.rows.length): string[] {
    return this.#byLoss(k, true).map(({ path }) => path);
  }

  /** The photos with the greatest losses, each with prediction, actual class, loss and probability. */
  async plotTopLosses(k = 9, { heatmap: heat = false }: GalleryOptions = {}): Promise<ImageGrid> {
    return this.#grid(
      this.#byLoss(k, true),
      'Prediction / actual / loss / probability of the actual class',
      heat,
    );
  }

  #byLoss(k: number, largest: boolean): PhotoPrediction[] {
    const sign = largest ? -1 : 1;
    return [...this.rows].sort((a, b) => sign * (a.loss - b.loss)).slice(0, k);
  }

  // --- confusion ----------------------------------------------------------------------------------------------

  /** Counts of photos: row = actual class, column = predicted class. */
  confusionMatrix(): number[][] {
    return countConfusion(this.rows, this.classes.length);
  }

  /** The matrix as a figure; with many classes the numbers are in the hover texts only. */
  plotConfusionMatrix({
    normalize = false,
    title = 'Confusion matrix',
  }: ConfusionMatrixOptions = {}): Figure {
    const counts = this.confusionMatrix();
    const cells = normalize ? counts.map(shares) : counts;
    const side = Math.min(900, Math.max(360, 160 + 42 * this.classes.length));
    return heatmap(cells, {
      title,
      xLabels: this.classes,
      yLabels: this.classes,
      xTitle: 'Predicted',
      yTitle: 'Actual',
      width: side + 60,
      height: side,
      ...(normalize ? { format: (share) => share.toFixed(2) } : {}),
    });
  }

  /** Pairs of classes that were confused at least `minVal` times, most often first. @default minVal 1 */
  mostConfused(minVal = 1): ConfusedPair[] {
    return confusedPairs(this.confusionMatrix(), this.classes, minVal);
  }

  /** Precision, recall, F1 and number of photos of each class. */
  perClass(): ClassScores[] {
    return scoresByClass(this.confusionMatrix(), this.classes);
  }

  /** {@link perClass} as a table. */
  perClassTable(): HtmlTable {
    const rows = this.perClass().map((scores) => ({ ...scores }));
    return htmlTable(rows, { columns: ['class', 'precision', 'recall', 'f1', 'support'], digits: 4 });
  }

  // --- galleries ----------------------------------------------------------------------------------------------

  /** The photos that a gallery would show. @param k how many. @default 4 */
  select(kind: GalleryKind, k = 4, ofClass?: string): PhotoPrediction[] {
    const index = ofClass === undefined ? undefined : this.classes.indexOf(ofClass);
    if (index === -1) throw new InvalidArgumentError('ofClass', ofClass, `one of ${this.classes.join(', ')}`);
    return selectGallery(kind, this.rows, k, this.#random, index);
  }

  /** Some photos that were recognised, by chance. */
  plotRandomCorrect(k = 4, options: GalleryOptions = {}): Promise<ImageGrid> {
    return this.#gallery('randomCorrect', 'Correct, at random', k, options);
  }

  /** Some photos that were not recognised, by chance. */
  plotRandomIncorrect(k = 4, options: GalleryOptions = {}): Promise<ImageGrid> {
    return this.#gallery('randomIncorrect', 'Incorrect, at random', k, options);
  }

  /** The photos that were recognised most surely. */
  plotMostCorrect(k = 4, options: GalleryOptions = {}): Promise<ImageGrid> {
    return this.#gallery('mostCorrect', 'Most correct', k, options);
  }

  /** The photos where the model was most wrong: the least probability for the actual class. */
  plotMostIncorrect(k = 4, options: GalleryOptions = {}): Promise<ImageGrid> {
    return this.#gallery('mostIncorrect', 'Most incorrect', k, options);
  }

  /** The photos where the model was least sure of anything. */
  plotMostUncertain(k = 4, options: GalleryOptions = {}): Promise<ImageGrid> {
    return this.#gallery('mostUncertain', 'Most uncertain', k, options);
  }

  #gallery(
    kind: GalleryKind,
    title: string,
    k: number,
    { ofClass, heatmap: heat = false }: GalleryOptions,
  ): Promise<ImageGrid> {
    const heading = ofClass === undefined ? title : `${title}: ${ofClass}`;
    return this.#grid(this.select(kind, k, ofClass), heading, heat);
  }

  /** Where the model looked: heat map of one photo for one class. @param index position in the dataset */
  async gradCam(index: number, options: GradCamOptions = {}): ReturnType<typeof gradCam> {
    return gradCam(this.learner, this.dataset.items[index]?.path ?? '', options);
  }

  toString(): string {
    const right = this.rows.filter(isCorrect).length;
    return `ClassificationInterpretation: ${right} of ${this.rows.length} photos right, ${this.classes.length} classes`;
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }

  async #grid(rows: readonly PhotoPrediction[], title: string, heat: boolean): Promise<ImageGrid> {
    const photos = heat
      ? await Promise.all(rows.map(async ({ index }) => overlayHeat(await this.gradCam(index))))
      : rows.map(({ path }) => path);
    return imageGrid(photos, {
      title,
      titles: rows.map((row) => this.#caption(row)),
      titleColors: rows.map((row) => (isCorrect(row) ? '#2e7d32' : '#c62828')),
      columns: Math.min(3, Math.max(1, rows.length)),
      thumbSize: 220,
    });
  }

  #caption({ path, actual, predicted, loss, actualProbability }: PhotoPrediction): string {
    const name = (index: number): string => this.classes[index] ?? '?';
    const share = Number.isNaN(actualProbability) ? '' : ` / ${actualProbability.toFixed(2)}`;
    return `${name(predicted)} / ${name(actual)} / ${loss.toFixed(2)}${share}\n${basename(path)}`;
  }
}

function shares(row: readonly number[]): number[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => (total === 0 ? 0 : count / total));
}
