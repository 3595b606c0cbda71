import { type Figure, heatmap, pixelsOf } from '../plot/index.js';
import { classScores } from '../train/index.js';
import type { PhotoPrediction } from './galleries.js';
import type { ConfusionMatrixOptions } from './interpretationOptions.js';

/** Two classes that were mistaken for each other: actual, predicted, how often. */
export type ConfusedPair = readonly [actual: string, predicted: string, count: number];

/** How well one class is recognised. */
export interface ClassScores {
  /** Name of the class. */
  readonly class: string;
  /** Share of the photos predicted as this class that are of it; 0 when there are none. */
  readonly precision: number;
  /** Share of the photos of this class that were found; 0 when there are none. */
  readonly recall: number;
  /** Harmonic mean of the two. */
  readonly f1: number;
  /** Photos of this class. */
  readonly support: number;
}

/** Counts of photos: row = actual class, column = predicted class. */
export function countConfusion(rows: readonly PhotoPrediction[], classes: number): number[][] {
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (const { actual, predicted } of rows) {
    const row = matrix[actual];
    if (row) row[predicted] = (row[predicted] as number) + 1;
  }
  return matrix;
}

/** The pairs that were confused at least `minVal` times, most often first. */
export function confusedPairs(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
  minVal: number,
): ConfusedPair[] {
  const pairs = matrix.flatMap((row, actual) =>
    row.map((count, predicted) => ({ actual, predicted, count })),
  );
  return pairs
    .filter(({ actual, predicted, count }) => actual !== predicted && count > 0 && count >= minVal)
    .sort((a, b) => b.count - a.count)
    .map(({ actual, predicted, count }) => [classes[actual] as string, classes[predicted] as string, count]);
}

/** Precision, recall and F1 of each class. */
export function scoresByClass(
  matrix: readonly (readonly number[])[],
  classes: readonly string[],
): ClassScores[] {
  return classes.map((name, i) => {
    const right = matrix[i]?.[i] ?? 0;
    const support = (matrix[i] ?? []).reduce((sum, count) => sum + count, 0);
    const predicted = matrix.reduce((sum, row) => sum + (row[i] ?? 0), 0);
    return { class: name, ...classScores(right, predicted - right, support - right), support };
  });
}

/** A confusion matrix as a figure; with many classes the numbers are in the hover texts only. */
export function confusionFigure(
  counts: readonly (readonly number[])[],
  classes: readonly string[],
  { normalize = false, title = 'Confusion matrix', ...size }: ConfusionMatrixOptions,
): Figure {
  const side = Math.min(900, Math.max(360, 160 + 42 * classes.length));
  return heatmap(normalize ? counts.map(shares) : counts, {
    title,
    xLabels: classes,
    yLabels: classes,
    xTitle: 'Predicted',
    yTitle: 'Actual',
    ...(pixelsOf(size) ?? { width: side + 60, height: side }),
    ...(normalize ? { format: (share: number) => share.toFixed(2) } : {}),
  });
}

function shares(row: readonly number[]): number[] {
  const total = row.reduce((sum, count) => sum + count, 0);
  return row.map((count) => (total === 0 ? 0 : count / total));
}
