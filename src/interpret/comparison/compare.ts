import { InvalidArgumentError } from '../../core/index.js';
import type { LabelledItem } from '../../data/index.js';
import { notebookPorts } from '../../notebook/index.js';
import { type DataSplit, type Learner, splitLoader } from '../../train/index.js';
import { NoCommonClassesError, NothingToCompareError } from '../errors.js';
import { type ComparedPhoto, comparePhoto } from './comparedPhoto.js';
import { ModelComparison } from './modelComparison.js';
import { opinionsOf, pathsOf } from './opinions.js';

/** Options of {@link compare}. */
export interface CompareOptions {
  /** Part of the data whose photos are looked at: the first learner's, or the second's where it has none. @default 'valid' */
  readonly split?: DataSplit;
  /** Photos to look at instead, with their classes. @default those of `split` */
  readonly items?: readonly LabelledItem[];
  /** What the two are called. @default their architectures; where these are equal, A and B */
  readonly names?: readonly [string, string];
  /** Ends the work. @default Stop of the cell */
  readonly signal?: AbortSignal;
}

/**
 * Two models side by side on the same photos: who is right how often, whether the difference can be chance (McNemar's
 * exact test), and where they differ. Each prepares the photos in its own way, so that sizes and transforms may differ;
 * classes are compared by name. Where a model has learned from some of the photos, {@link ModelComparison.learned} says
 * so.
 *
 * @throws {NoCommonClassesError} {@link NothingToCompareError}
 * @example
 * ```ts
 * import { compare, createCnn, models } from 'tsvision';
 * const other = await createCnn(data, models.tinyresnet);
 * const versus = await compare(learn, other, { names: ['trained', 'new'] });
 * versus.counts; // { bothRight, onlyA, onlyB, bothWrong }
 * versus.pValue;
 * await versus.plotDisagreements(9);
 * ```
 */
export async function compare(
  learnA: Learner,
  learnB: Learner,
  { split = 'valid', items, names, signal = notebookPorts().interruptSignal() }: CompareOptions = {},
): Promise<ModelComparison> {
  requireComparable(learnA, learnB);
  const photos = items ?? photosOf(learnA, learnB, split);
  const paths = [...new Set(photos.map(({ path }) => path))];
  const [byA, byB] = [await opinionsOf(learnA, paths, signal), await opinionsOf(learnB, paths, signal)];
  const compared = photos.flatMap(({ path, label }, index): ComparedPhoto[] => {
    const [a, b] = [byA.get(path), byB.get(path)];
    const known = typeof label === 'string' ? label : undefined;
    return a && b ? [comparePhoto(index, { path, label: known }, a, b)] : [];
  });
  const unreadable = paths.filter((path) => !byA.has(path) || !byB.has(path));
  if (compared.length === 0) throw new NothingToCompareError(unreadable);
  return new ModelComparison({
    names: names ?? namesOf(learnA, learnB),
    classes: [...new Set([...learnA.data.classes, ...learnB.data.classes])],
    photos: compared,
    unreadable,
    learned: [learnedOf(learnA, compared), learnedOf(learnB, compared)],
  });
}

function requireComparable(learnA: Learner, learnB: Learner): void {
  for (const [argument, { data }] of Object.entries({ learnA, learnB }))
    if (data.targetKind !== 'single')
      throw new InvalidArgumentError(
        argument,
        data.targetKind,
        'a learner for photos with one label each',
        'Models of several labels or of numbers are not compared.',
      );
  const [a, b] = [learnA.data.classes, learnB.data.classes];
  if (!a.some((name) => b.includes(name))) throw new NoCommonClassesError(a, b);
}

function photosOf(learnA: Learner, learnB: Learner, split: DataSplit): readonly LabelledItem[] {
  const owner = [learnA, learnB].find((learner) => pathsOf(learner, split).length > 0) ?? learnA;
  return splitLoader(owner.data, split).dataset.items;
}

function namesOf(learnA: Learner, learnB: Learner): readonly [string, string] {
  const [a, b] = [learnA.architecture, learnB.architecture];
  return a === b ? ['A', 'B'] : [a, b];
}

function learnedOf(learner: Learner, photos: readonly ComparedPhoto[]): number {
  const own = new Set(pathsOf(learner, 'train'));
  return photos.filter(({ path }) => own.has(path)).length;
}
