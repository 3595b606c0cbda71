import type { CleanerItem } from './cleaner/cleanerItem.js';

/** One reason to look at a photo. */
export interface Suspicion {
  /** `label`, `outlier`, or the name of a problem: an audit's, `twoClasses`, `leak`. */
  readonly reason: string;
  /** How sure it is that something must be done, 0 … 1; of `outlier` the share of the photos that fit their class better. */
  readonly weight: number;
}

/**
 * How much each problem says, 0 … 1: a judgement of how often something must be done about such a photo.
 * docs/audits.md supports of it only what it measured: what is called unreadable is (drawn files), a duplicate or near duplicate is one
 * (drawn and real; of a pair one must go, hence about ½), `blurred` is right in 10 of 16 real cases. `greyscale`, `oddAspect`, `oddSize`
 * and `wrongExtension` are right, too, but seldom a reason to remove a photo. `dark`, `light` and `lowInformation` flagged no real
 * photo, `twoClasses` one real pair and, wrongly, one of drawn flowers, `leak` was not measured: their weights are guesses. What is not listed, as an
 * audit of one's own, counts ½.
 */
const weights: Readonly<Record<string, number>> = {
  unreadable: 1,
  twoClasses: 0.95,
  leak: 0.9,
  duplicate: 0.6,
  nearDuplicate: 0.5,
  blurred: 0.5,
  dark: 0.5,
  light: 0.5,
  lowInformation: 0.5,
  greyscale: 0.1,
  oddAspect: 0.2,
  oddSize: 0.1,
  wrongExtension: 0.1,
};

/** What speaks for itself by the label's probability and the fit to the class. */
const ofModels = new Set(['labelError', 'outlier']);

/**
 * Why a photo is suspicious, the weightiest reason first: the probability that its label is wrong, how badly it fits its class,
 * and what the audits have found.
 * @example
 * ```ts
 * import { suspicionsOf } from 'tsvision';
 * suspicionsOf({ loss: 3, problems: ['blurred'] }).map(({ reason }) => reason); // → [ 'label', 'blurred' ]
 * ```
 */
export function suspicionsOf(item: Pick<CleanerItem, 'loss' | 'oddness' | 'problems'>): Suspicion[] {
  const problems = [...new Set(item.problems ?? [])].filter((name) => !ofModels.has(name));
  const reasons: Suspicion[] = problems.map((name) => ({ reason: name, weight: weights[name] ?? 0.5 }));
  if (item.loss !== undefined && item.loss > 0)
    reasons.push({ reason: 'label', weight: 1 - Math.exp(-item.loss) });
  if (item.oddness) reasons.push({ reason: 'outlier', weight: item.oddness });
  return reasons.sort((a, b) => b.weight - a.weight);
}

/**
 * How suspicious a photo is, 0 … 1: the probability that at least one of its reasons holds, as if they were independent.
 * `undefined` where nothing is known of it.
 */
export function suspicionOf(item: Pick<CleanerItem, 'loss' | 'oddness' | 'problems'>): number | undefined {
  const reasons = suspicionsOf(item);
  if (reasons.length === 0) return item.loss === undefined ? undefined : 0;
  return 1 - reasons.reduce((product, { weight }) => product * (1 - weight), 1);
}
