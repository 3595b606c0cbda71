import { basename } from 'node:path';
import { InvalidArgumentError } from '../core/index.js';
import { type ImageGrid, imageGrid } from '../plot/index.js';
import { type DataSplit, type Learner, splitLoader } from '../train/index.js';

/** Options of {@link plotMultiTopLosses}. */
export interface MultiTopLossesOptions {
  /** @default 9 */
  readonly samples?: number;
  /** @default 'valid' */
  readonly split?: DataSplit;
  /** A label counts as predicted above this probability. @default 0.5 */
  readonly thresh?: number;
}

/** Photos with several labels that have the greatest losses, with the labels that were missed or wrongly seen. */
export async function plotMultiTopLosses(
  learner: Learner,
  { samples = 9, split = 'valid', thresh = 0.5 }: MultiTopLossesOptions = {},
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
  return imageGrid(photos, { titles, title: 'Top losses', columns: 3, thumbSize: 220 });
}
