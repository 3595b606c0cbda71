import { Random } from '../../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle, notebookPorts } from '../../notebook/index.js';
import { type HtmlTable, htmlTable } from '../../plot/index.js';
import type { Learner } from '../../train/index.js';
import type { CleanerItem } from '../cleaner/cleanerItem.js';
import { classOddness } from './classOddness.js';
import { confidentLearning } from './confidentLearning.js';
import type { FeatureMatrix } from './featureMatrix.js';
import { allFeatures } from './learnerFeatures.js';
import { type OutOfSampleOptions, outOfSampleProbabilities } from './outOfSample.js';

/** Photos by what a frozen network sees in them, and how they are labelled. */
export interface LabelledFeatures {
  /** One row a photo. */
  readonly features: FeatureMatrix;
  /** Photos, one for each row; labels that are not in `classes` count as unknown. */
  readonly items: readonly CleanerItem[];
  /** Names of the classes. */
  readonly classes: readonly string[];
}

/** How {@link findLabelErrors} works. */
export interface FindLabelErrorsOptions extends OutOfSampleOptions {
  /** Of the folds. @default 42 */
  readonly seed?: number;
}

/** A photo with a label that is probably wrong. */
export interface LabelError {
  /** The photo. */
  readonly path: string;
  /** The class that it has. */
  readonly label: string;
  /** The class that it seems to be. */
  readonly suggested: string;
  /** Probability of the label less that of the best other class: −1 surely wrong … 1 surely right. */
  readonly margin: number;
}

/** Photos in the order in which to look at their labels; those that are flagged are likely errors. */
export class LabelErrors implements Displayable {
  constructor(
    /** The flagged photos, the surest errors first. Few are flagged: the ranking of `items` finds more. */
    readonly errors: readonly LabelError[],
    /**
     * All photos, the least probable labels first: sorted by `loss`, that of a head that has not seen the photo. With
     * prediction, probability, how badly it fits its class (`oddness`) and, where flagged, the badges `labelError` and `outlier`: for
     * the cleaner, which joins all of it with the audits' findings in its sort `suspicion`.
     */
    readonly items: readonly CleanerItem[],
  ) {}

  /** The photos in the order in which to look at them. @param most rows. @default 50 */
  table(most = 50): HtmlTable {
    const rows = this.items.slice(0, most).map(({ path, label, prediction, loss, problems }) => ({
      photo: path.split(/[\\/]/).slice(-2).join('/'),
      label,
      suggested: prediction === label ? '' : prediction,
      'probability of the label': loss === undefined ? '' : Math.exp(-loss).toFixed(3),
      flagged: problems?.includes('labelError') ? 'likely error' : '',
    }));
    const shown = rows.length < this.items.length ? `, the first ${rows.length} to look at` : '';
    const { length } = this.errors;
    return htmlTable(rows, {
      caption: `${length} likely label ${length === 1 ? 'error' : 'errors'} among ${this.items.length} photos${shown}`,
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
 * having seen it (cross-validation). `items` ranks all photos by the loss of their label (cleanlab's self-confidence),
 * and `errors` flags those whose label, by confident learning, does not fit. The only photo of a class, and photos without
 * a label, are not judged and come last.
 *
 * @throws {NotFiniteError} for features that are no numbers, as of a body whose training diverged
 * @example
 * ```ts
 * import { findLabelErrors, ImageCleaner } from 'tsvision';
 * const errors = await findLabelErrors(learn);
 * const cleaner = new ImageCleaner(errors.items);
 * ```
 */
export async function findLabelErrors(
  source: Learner | LabelledFeatures,
  { seed = 42, signal = notebookPorts().interruptSignal(), ...options }: FindLabelErrorsOptions = {},
): Promise<LabelErrors> {
  const { features, items, classes } = 'features' in source ? source : await labelledFeatures(source, signal);
  const labels = items.map(({ label }) => (label === undefined ? -1 : classes.indexOf(label)));
  const c = classes.length;
  const random = new Random(seed);
  const { oddness, outlying, firstCopy } = await classOddness(features, labels, signal);
  const probabilities = await outOfSampleProbabilities(features, labels, c, random, {
    ...options,
    firstCopy,
    signal,
  });
  const suspects = confidentLearning(probabilities, labels, c);
  const judgeable = labelsToJudge(labels, c);
  const judged = items.map((item, index) => {
    const row = Array.from(probabilities.subarray(index * c, (index + 1) * c));
    const judged = { ...judge(item, row, judgeable[index] as number, classes), oddness: oddness[index] };
    return outlying[index] ? withBadge(judged, 'outlier') : judged;
  });
  const flagged = new Set(suspects.map(({ index }) => index));
  const badged = judged.map((item, index) => (flagged.has(index) ? withBadge(item, 'labelError') : item));
  return new LabelErrors(
    suspects.map(({ index, label, suggested, margin }) => ({
      path: items[index]?.path ?? '',
      label: classes[label] ?? '',
      suggested: classes[suggested] ?? '',
      margin,
    })),
    badged.sort(leastProbableFirst),
  );
}

/** Without the labels of classes with one photo: whoever judges it has never seen that class. */
function labelsToJudge(labels: readonly number[], classes: number): number[] {
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) if (label >= 0) counts[label] = (counts[label] as number) + 1;
  return labels.map((label) => (label >= 0 && (counts[label] as number) > 1 ? label : -1));
}

function judge(
  item: CleanerItem,
  row: readonly number[],
  label: number,
  classes: readonly string[],
): CleanerItem {
  const probability = Math.max(...row);
  const loss = label < 0 ? undefined : -Math.log(Math.max(Number.MIN_VALUE, row[label] as number));
  return {
    ...item,
    prediction: classes[row.indexOf(probability)],
    probability,
    loss,
    uncertainty: 1 - probability,
  };
}

/** Photos without a known label come last. */
function leastProbableFirst(a: CleanerItem, b: CleanerItem): number {
  return (b.loss ?? Number.NEGATIVE_INFINITY) - (a.loss ?? Number.NEGATIVE_INFINITY) || 0;
}

function withBadge(item: CleanerItem, badge: 'labelError' | 'outlier'): CleanerItem {
  return { ...item, problems: [...(item.problems ?? []), badge] };
}

async function labelledFeatures(learner: Learner, signal: AbortSignal): Promise<LabelledFeatures> {
  const { rows, ...features } = await allFeatures(learner, signal);
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
