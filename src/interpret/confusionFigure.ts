import { type Figure, heatmap } from '../plot/index.js';
import { type ConfusionMatrixOptions, pixelsOf } from './interpretationOptions.js';

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
