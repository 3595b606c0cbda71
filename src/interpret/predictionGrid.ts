import { basename } from 'node:path';
import { type ImageGrid, imageGrid, type Photo } from '../plot/index.js';
import { isCorrect } from './galleries.js';
import { type FigureSize, pixelsOf } from './interpretationOptions.js';
import type { PhotoPrediction } from './predictionTable.js';

const rightColour = '#2e7d32';
const wrongColour = '#c62828';

/** Photos with what the model says of each. @param photos the photos of `rows`, in their order */
export function predictionGrid(
  rows: readonly PhotoPrediction[],
  photos: readonly Photo[],
  classes: readonly string[],
  title: string,
  size: FigureSize = {},
): Promise<ImageGrid> {
  const columns = Math.min(3, Math.max(1, rows.length));
  const { width } = pixelsOf(size) ?? {};
  return imageGrid(photos, {
    title,
    titles: rows.map((row) => caption(row, classes)),
    titleColors: rows.map((row) => (isCorrect(row) ? rightColour : wrongColour)),
    columns,
    thumbSize: width === undefined ? 220 : Math.max(32, Math.round(width / columns)),
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
