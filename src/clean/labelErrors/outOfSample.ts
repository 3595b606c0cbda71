import { InvalidArgumentError, type Random } from '../../core/index.js';
import { NotFiniteError } from '../errors.js';
import { type FeatureMatrix, rowsOf } from './featureMatrix.js';
import { LinearHead, type LinearHeadOptions } from './linearHead.js';

/** Weight decays that are tried; which one suits depends on the number of photos and on how many labels are wrong. */
const decays = [0.03, 0.1, 0.3, 1, 3, 10];

/** How photos are judged by heads that have not seen them. */
export interface OutOfSampleOptions extends LinearHeadOptions {
  /** Parts of which each is judged by a head that was trained on the others. @default 5 */
  readonly folds?: number;
  /** Whether labels that the first round doubts count less in a second one. @default true */
  readonly secondRound?: boolean;
}

/** Photos of the same picture are in one fold: a head that has seen the copy has seen the photo. */
interface Copies {
  /** Of each row the first that shows the same picture. @default each its own */
  readonly firstCopy?: Int32Array;
}

/**
 * Class probabilities of each photo from a linear head that was trained on the other folds and has not seen it.
 * Folds hold equal shares of each class, but for copies.
 *
 * How much the heads are held back (`l2`) is what gives the held-out labels the greatest likelihood: with wrong labels among
 * them a free head learns those, too. A second round then learns from each photo as much as the first one, which had not
 * seen it, believes its label.
 *
 * @param labels class index of each row; −1 for photos without a label, which nothing is learned from
 * @returns `count × classes`
 * @throws {NotFiniteError} for features that are no numbers
 */
export async function outOfSampleProbabilities(
  features: FeatureMatrix,
  labels: readonly number[],
  classes: number,
  random: Random,
  { folds = 5, secondRound = true, l2, firstCopy, ...options }: OutOfSampleOptions & Copies = {},
): Promise<Float64Array> {
  if (labels.length !== features.count)
    throw new InvalidArgumentError('labels', labels, `an array of ${features.count}, one for each row`);
  if (folds < 2) throw new InvalidArgumentError('folds', folds, 'at least 2');
  requireFinite(features);
  const dealt = assignFolds(labels, folds, random);
  const foldOf = dealt.map((own, row) => dealt[firstCopy?.[row] ?? row] ?? own);
  const task = { features, labels, classes, foldOf, folds };
  const tried = l2 === undefined ? decays : [l2];
  const rounds = await heldOut(task, tried, options);
  const likelihoods = rounds.map((one) => likelihood(one, labels, classes));
  const best = likelihoods.indexOf(Math.max(...likelihoods));
  const first = rounds[best] as Float64Array;
  if (!secondRound) return first;
  const weights = Float64Array.from(labels, (label, row) =>
    label < 0 ? 0 : Math.max(leastWeight, first[row * classes + label] as number),
  );
  const [second] = await heldOut({ ...task, weights }, [tried[best] as number], options);
  return second as Float64Array;
}

/** Nothing is forgotten altogether: a class that is doubted as a whole must stay one. */
const leastWeight = 1e-3;

interface FoldTask {
  readonly features: FeatureMatrix;
  readonly labels: readonly number[];
  readonly classes: number;
  readonly foldOf: readonly number[];
  readonly folds: number;
  readonly weights?: Float64Array;
}

/** Probabilities by the heads that have not seen the photo, for each weight decay. */
async function heldOut(
  { features, labels, classes, foldOf, folds, weights }: FoldTask,
  l2s: readonly number[],
  options: Omit<LinearHeadOptions, 'l2'>,
): Promise<Float64Array[]> {
  const all = l2s.map(() => new Float64Array(features.count * classes));
  const rows = labels.map((_, row) => row);
  for (let fold = 0; fold < folds; fold++) {
    const held = rows.filter((row) => foldOf[row] === fold);
    const others = rows.filter((row) => foldOf[row] !== fold && (labels[row] as number) >= 0);
    if (held.length === 0 || others.length === 0) continue;
    const lesson = {
      features: rowsOf(features, others),
      labels: others.map((row) => labels[row] as number),
      classes,
      weights: weights && Float64Array.from(others, (row) => weights[row] as number),
    };
    const heads = await LinearHead.fitEach(lesson, l2s, options);
    const asked = rowsOf(features, held);
    for (const [i, head] of heads.entries()) {
      const part = await head.predict(asked, options.signal);
      for (const [k, row] of held.entries())
        all[i]?.set(part.subarray(k * classes, (k + 1) * classes), row * classes);
    }
  }
  return all;
}

/** Mean logarithm of the labels' probabilities. */
function likelihood(probabilities: Float64Array, labels: readonly number[], classes: number): number {
  let sum = 0;
  for (const [row, label] of labels.entries())
    if (label >= 0) sum += Math.log(Math.max(1e-12, probabilities[row * classes + label] as number));
  return sum;
}

/** Shuffled within each class, then dealt out in turn. */
function assignFolds(labels: readonly number[], folds: number, random: Random): number[] {
  const foldOf = new Array<number>(labels.length).fill(0);
  let next = 0;
  const order = random
    .permutation(labels.length)
    .sort((a, b) => (labels[a] as number) - (labels[b] as number));
  for (const row of order) foldOf[row] = next++ % folds;
  return foldOf;
}

function requireFinite({ values, width }: FeatureMatrix): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new NotFiniteError(Math.floor(at / width), at % width, values[at] as number);
}
