import { InvalidArgumentError, Random } from '../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { type Figure, type HtmlTable, htmlTable, type ImageGrid } from '../plot/index.js';
import { type Learner, type Predictions, splitLoader } from '../train/index.js';
import type { ImageDataset, PhotoSource } from '../vision/index.js';
import {
  type ClassScores,
  type ConfusedPair,
  confusedPairs,
  confusionFigure,
  countConfusion,
  scoresByClass,
} from './confusion.js';
import {
  type GalleryKind,
  isCorrect,
  type PhotoPrediction,
  PredictionTable,
  predictionGrid,
  selectGallery,
} from './galleries.js';
import { type GradCamOptions, gradCam, overlayHeat } from './gradCam.js';
import type {
  ConfusionMatrixOptions,
  GalleryOptions,
  InterpretationOptions,
  MostConfusedOptions,
  TopLossesOptions,
} from './interpretationOptions.js';

/** What {@link ClassificationInterpretation.topLosses} returns. */
export type TopLosses = [losses: number[], indices: number[]] & {
  readonly losses: readonly number[];
  readonly indices: readonly number[];
};

/** One photo of {@link ClassificationInterpretation.topLossItems}. */
export interface TopLossItem {
  /** The photo. */
  readonly path: string;
  /** Position in the dataset. */
  readonly index: number;
  /** Actual class; `undefined` when it is not known. */
  readonly label: string | undefined;
  /** Class with the greatest probability. */
  readonly prediction: string | undefined;
  /** Of that class, 0 to 1. */
  readonly probability: number;
  /** Loss of this photo; NaN when its class is not known. */
  readonly loss: number;
}

/**
 * What a classifier gets right and wrong, photo by photo (fastai: `ClassificationInterpretation`). It keeps numbers
 * only; photos are read when they are shown.
 * @example
 * ```ts
 * import { ClassificationInterpretation } from 'tsvision';
 * const interp = await ClassificationInterpretation.fromLearner(learn);
 * const [losses, indices] = interp.topLosses(3);
 * interp.plotConfusionMatrix();
 * interp.mostConfused();
 * ```
 */
export class ClassificationInterpretation implements Displayable {
  readonly #table: PredictionTable;
  readonly #random: Random;

  constructor(
    /** Whose predictions these are. */
    readonly learner: Learner,
    /** Probabilities, targets and losses of each photo. */
    readonly predictions: Predictions,
    /** The photos that were predicted. */
    readonly dataset: ImageDataset,
  ) {
    this.#table = new PredictionTable(predictions, dataset);
    this.#random = new Random(learner.seed).fork('interpretation');
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

  /** Loss of each photo of the dataset, in its order; NaN where the photo could not be read. */
  get losses(): Float32Array {
    return this.predictions.losses;
  }

  /** The photos that could be read, with what the model says of them, in the order of the dataset. */
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

  /**
   * The photos with the greatest losses with what is known of each: `new FileDeleter(interp.topLossItems(9))` shows label,
   * prediction and loss below each. @default all
   */
  topLossItems(k = this.rows.length): TopLossItem[] {
    return this.#byLoss(k, true).map(({ path, index, actual, predicted, loss, confidence }) => ({
      path,
      index,
      label: this.classes[actual],
      prediction: this.classes[predicted],
      probability: confidence,
      loss,
    }));
  }

  /** The photos with the greatest losses, each with prediction, actual class, loss and probability. */
  async plotTopLosses(k = 9, { largest = true, ...options }: TopLossesOptions = {}): Promise<ImageGrid> {
    const title = 'Prediction / actual / loss / probability of the actual class';
    return this.#grid(this.#byLoss(k, largest), title, options);
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
  plotConfusionMatrix(options: ConfusionMatrixOptions = {}): Figure {
    return confusionFigure(this.confusionMatrix(), this.classes, options);
  }

  /** Pairs of classes that were confused at least `minVal` times, most often first. @default minVal 1 */
  mostConfused(least: number | MostConfusedOptions = 1): ConfusedPair[] {
    const { minVal = 1 } = typeof least === 'number' ? { minVal: least } : least;
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
    { ofClass, ...options }: GalleryOptions,
  ): Promise<ImageGrid> {
    const heading = ofClass === undefined ? title : `${title}: ${ofClass}`;
    return this.#grid(this.select(kind, k, ofClass), heading, options);
  }

  /** Where the model looked: heat map of one photo for one class. @param index position in the dataset */
  async gradCam(index: number, options: GradCamOptions = {}): ReturnType<typeof gradCam> {
    return gradCam(this.learner, await this.#photo(index), options);
  }

  toString(): string {
    const right = this.rows.filter(isCorrect).length;
    return `ClassificationInterpretation: ${right} of ${this.rows.length} photos right, ${this.classes.length} classes`;
  }

  [jupyterDisplay](): MimeBundle {
    return { 'text/plain': this.toString() };
  }

  /** Where photo `index` of the dataset is, or the photo itself where it lies in no file of its own. */
  async #photo(index: number): Promise<PhotoSource> {
    return (await this.dataset.load?.(index)) ?? this.dataset.items[index]?.path ?? '';
  }

  async #grid(
    rows: readonly PhotoPrediction[],
    title: string,
    { heatmap = false, ...size }: GalleryOptions,
  ): Promise<ImageGrid> {
    const photos = heatmap
      ? await Promise.all(rows.map(async ({ index }) => overlayHeat(await this.gradCam(index))))
      : await Promise.all(rows.map(({ index }) => this.#photo(index)));
    return predictionGrid(rows, photos, this.classes, title, size);
  }
}
