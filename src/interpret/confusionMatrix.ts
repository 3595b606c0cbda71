import { InvalidArgumentError } from '../core/index.js';
import type { Figure } from '../plot/index.js';
import { classIndicesOf, type Scores, tableOf } from '../train/index.js';
import { confusionFigure } from './confusion.js';
import type { ConfusionMatrixOptions } from './interpretationOptions.js';

/** Classes of photos: names, indices, one-hot rows, or rows of probabilities, of which the greatest counts. */
export type ClassLabels = Scores | readonly string[];

/** Options of {@link confusionMatrix}. */
export interface ConfusionCountsOptions {
  /**
   * Names or indices in the order of the rows; whatever is of another class is left out.
   * @default those that occur, sorted; with rows of probabilities all their columns
   */
  readonly labels?: readonly (string | number)[];
  /** Shares of each row (`'true'`), of each column (`'pred'`) or of all photos instead of counts. @default counts */
  readonly normalize?: 'true' | 'pred' | 'all';
}

/**
 * How often each class was taken for each: row = actual class, column = predicted class, as scikit-learn's
 * `confusion_matrix`.
 *
 * @param y actual classes
 * @param preds predicted classes, or what a model says of each photo
 * @throws InvalidArgumentError when the two are not equally long
 * @example
 * ```ts
 * import { confusionMatrix } from 'tsvision';
 * confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2]); // → [ [ 2, 0, 0 ], [ 0, 0, 1 ], [ 1, 0, 2 ] ]
 * ```
 */
export function confusionMatrix(
  y: ClassLabels,
  preds: ClassLabels,
  { labels, normalize }: ConfusionCountsOptions = {},
): number[][] {
  const actual = labelsOf('y', y);
  const predicted = labelsOf('preds', preds, actual.names.length);
  const order = new Map((labels ?? sortedLabels(actual, predicted)).map((label, i) => [label, i]));
  const matrix = Array.from(order, () => new Array<number>(order.size).fill(0));
  actual.names.forEach((name, i) => {
    const row = matrix[order.get(name) ?? -1];
    const column = order.get(predicted.names[i] as string | number);
    if (row && column !== undefined) row[column] = (row[column] as number) + 1;
  });
  return normalize === undefined ? matrix : sharesOf(matrix, normalize);
}

interface Labels {
  /** Of each photo; −1 where the model says nothing. */
  readonly names: readonly (string | number)[];
  /** Columns, where each photo has a row. */
  readonly width: number;
}

function labelsOf(argument: string, labels: ClassLabels, count?: number): Labels {
  const list = labels as ArrayLike<unknown>;
  if (typeof list?.[0] === 'string') {
    if (count === undefined || list.length === count) return { names: [...(labels as string[])], width: 1 };
    throw new InvalidArgumentError(argument, labels, `as long as y, which has ${count} classes`);
  }
  const { width } = tableOf(argument, labels as Scores, count);
  return { names: [...classIndicesOf(argument, labels as Scores, count)], width };
}

function sortedLabels(...both: readonly Labels[]): (string | number)[] {
  const width = Math.max(...both.map((labels) => labels.width));
  const columns = width > 1 ? Array.from({ length: width }, (_, i) => i) : [];
  const seen = new Set([...columns, ...both.flatMap(({ names }) => names)]);
  seen.delete(-1);
  return [...seen].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function sharesOf(matrix: readonly number[][], of: 'true' | 'pred' | 'all'): number[][] {
  const sum = (list: readonly number[]): number => list.reduce((total, n) => total + n, 0);
  const all = sum(matrix.map(sum));
  const whole = {
    true: (row: number) => sum(matrix[row] as number[]),
    pred: (_row: number, column: number) => sum(matrix.map((row) => row[column] as number)),
    all: () => all,
  }[of];
  if (!whole) throw new InvalidArgumentError('normalize', of, "'true', 'pred' or 'all'");
  return matrix.map((row, i) => row.map((n, j) => (n === 0 ? 0 : n / whole(i, j))));
}

/**
 * A confusion matrix as a figure, as fastai's `plot_confusion_matrix(cm, classes)`.
 *
 * @param cm row = actual class, column = predicted class
 * @param classes names in the order of the rows. @default their numbers
 * @throws InvalidArgumentError unless the matrix has a row and a column for each class
 * @example
 * ```ts
 * import { confusionMatrix, plotConfusionMatrix } from 'tsvision';
 * const cm = confusionMatrix(['cat', 'dog', 'dog'], ['cat', 'dog', 'cat']);
 * plotConfusionMatrix(cm, ['cat', 'dog'], { normalize: true, figsize: [6, 6], title: 'Cats and dogs' });
 * ```
 */
export function plotConfusionMatrix(
  cm: readonly (readonly number[])[],
  classes: readonly string[] = cm.map((_, i) => String(i)),
  options: ConfusionMatrixOptions = {},
): Figure {
  const { length } = classes;
  if (cm.length === length && cm.every((row) => row.length === length))
    return confusionFigure(cm, classes, options);
  throw new InvalidArgumentError(
    'cm',
    `one of ${cm.length} rows`,
    `a row and a column for each of the ${length} classes`,
    'confusionMatrix(y, preds, { labels }) keeps classes that do not occur.',
  );
}
