import { Random } from '../../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import { type HtmlTable, htmlTable } from '../../plot/index.js';
import type { Learner } from '../../train/index.js';
import type { CleanerItem } from '../cleaner/cleanerItem.js';
import { confidentLearning } from './confidentLearning.js';
import type { FeatureMatrix } from './featureMatrix.js';
import { allFeatures } from './learnerFeatures.js';
import type { LinearHeadOptions } from './linearHead.js';
import { outOfSampleProbabilities } from './outOfSample.js';

/** Photos by what a frozen network sees in them, and how they are labelled. */
export interface LabelledFeatures {
  readonly features: FeatureMatrix;
  /** Photos, one for each row; labels that are not in `classes` count as unknown. */
  readonly items: readonly CleanerItem[];
  readonly classes: readonly string[];
}

/** How {@link findLabelErrors} works. */
export interface FindLabelErrorsOptions extends LinearHeadOptions {
  /** Parts of which each is judged by a head that was trained on the others. @default 5 */
  readonly folds?: number;
  /** @default 42 */
  readonly seed?: number;
}

/** A photo with a label that is probably wrong. */
export interface LabelError {
  readonly path: string;
  readonly label: string;
  readonly suggested: string;
  /** Probability of the label less that of the best other class: −1 surely wrong … 1 surely right. */
  readonly margin: number;
}

/** Likely label errors, the surest first. */
export class LabelErrors implements Displayable {
  constructor(
    readonly errors: readonly LabelError[],
    /** All photos with prediction, probability and the badge `labelError`, the likely errors first: for the cleaner. */
    readonly items: readonly CleanerItem[],
  ) {}

  table(most = 50): HtmlTable {
    const rows = this.errors.slice(0, most).map(({ path, label, suggested, margin }) => ({
      photo: path.split(/[\\/]/).slice(-2).join('/'),
      label,
      suggested,
      margin: margin.toFixed(2),
    }));
    return htmlTable(rows, {
      caption: `${this.errors.length} likely label errors among ${this.items.length} photos`,
    });
  }

  toString(): string {
    return this.table().text;
  }

  [jupyterDisplay](): MimeBundle {
    return this.table()[jupyterDisplay]();
  }
}

/**
 * Finds photos that are probably labelled wrongly: a linear head on frozen features judges each photo without
 * having seen it (cross-validation), and confident learning says whose label does not fit.
 *
 * @example
 * const errors = await findLabelErrors(learn);
 * const cleaner = new ImageCleaner(errors.items);
 */
export async function findLabelErrors(
  source: Learner | LabelledFeatures,
  { seed = 42, ...options }: FindLabelErrorsOptions = {},
): Promise<LabelErrors> {
  const { features, items, classes } = 'features' in source ? source : await labelledFeatures(source);
  const labels = items.map(({ label }) => (label === undefined ? -1 : classes.indexOf(label)));
  const c = classes.length;
  const probabilities = outOfSampleProbabilities(features, labels, c, new Random(seed), options);
  const suspects = confidentLearning(probabilities, labels, c);
  const judged = items.map((item, index) => {
    const row = Array.from(probabilities.subarray(index * c, (index + 1) * c));
    return judge(item, row, labels[index] as number, classes);
  });
  const found = new Set(suspects.map(({ index }) => index));
  const first = suspects.map(({ index }) => withBadge(judged[index] as CleanerItem));
  return new LabelErrors(
    suspects.map(({ index, label, suggested, margin }) => ({
      path: items[index]?.path ?? '',
      label: classes[label] ?? '',
      suggested: classes[suggested] ?? '',
      margin,
    })),
    [...first, ...judged.filter((_, index) => !found.has(index))],
  );
}

function judge(
  item: CleanerItem,
  row: readonly number[],
  label: number,
  classes: readonly string[],
): CleanerItem {
  const probability = Math.max(...row);
  const loss = label < 0 ? undefined : -Math.log(Math.max(1e-12, row[label] as number));
  return {
    ...item,
    prediction: classes[row.indexOf(probability)],
    probability,
    loss,
    uncertainty: 1 - probability,
  };
}

function withBadge(item: CleanerItem): CleanerItem {
  return { ...item, problems: [...(item.problems ?? []), 'labelError'] };
}

async function labelledFeatures(learner: Learner): Promise<LabelledFeatures> {
  const { rows, ...features } = await allFeatures(learner);
  const { trainDs, validDs, classes } = learner.data;
  const items = rows.map(({ split, index }): CleanerItem => {
    const item = (split === 'train' ? trainDs : validDs).items[index];
    return {
      path: item?.path ?? '',
      label: typeof item?.label === 'string' ? item.label : undefined,
      split,
    };
  });
  return { features, items, classes };
}
