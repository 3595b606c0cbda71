import type { PhotoWords } from './photoWords.js';

/** A word of the chosen photos beside the others. */
export interface StandingWord {
  /** Number of the class in ImageNet. */
  readonly word: number;
  /** Chosen photos that have it. */
  readonly count: number;
  /** Photos that are not chosen and have it. */
  readonly others: number;
  /** How many times as often among the chosen as among the others; a half photo is added to each count. */
  readonly ratio: number;
}

/** Words of some photos, for chips. */
export interface StandingOut {
  /** What is usual here, and rarer among the others: the surest difference first (Dunning's likelihood ratio). */
  readonly usual: readonly StandingWord[];
  /** Of the photos whose most probable word is not usual here, the odd ones out: the most probable first. */
  readonly odd: readonly StandingWord[];
  /** Chosen photos with words. */
  readonly chosen: number;
  /** Other photos with words. */
  readonly rest: number;
}

/** How many words of each kind there are, and what counts as usual. */
export interface StandingOutOptions {
  /** Of each kind. @default 8 */
  readonly most?: number;
}

/** A word that so many of the chosen photos have, and two at least, is usual there: what is it before all else is not odd. */
const usualShare = 0.1;

/**
 * Which words stand out among chosen photos: those that are more usual there than among the others, and those of the
 * photos that are something else at first sight. Without others (all photos are chosen) the most frequent are the usual ones.
 */
export function standingOut(
  words: PhotoWords,
  chosen: Iterable<number>,
  others: Iterable<number>,
  { most = 8 }: StandingOutOptions = {},
): StandingOut {
  const here = [...chosen];
  const inside = countWords(words, here);
  const outside = countWords(words, others);
  const standing = (counts: Uint32Array): StandingWord[] =>
    [...counts.entries()].flatMap(([word, count]) => {
      if (count === 0) return [];
      const away = outside.counts[word] as number;
      return [{ word, count, others: away, ratio: ratioOf(count, inside.photos, away, outside.photos) }];
    });
  const isUsual = (word: number): boolean =>
    (inside.counts[word] as number) >= Math.max(2, usualShare * inside.photos);
  const isOdd = (index: number): boolean => {
    const [first] = words.of(index);
    return first !== undefined && !isUsual(first.word);
  };
  const odd = sumWords(words, here.filter(isOdd));
  const surely = (one: StandingWord): number => likelihoodRatio(one, inside.photos, outside.photos);
  return {
    usual: standing(inside.counts)
      .filter(({ word, ratio }) => isUsual(word) && (outside.photos === 0 || ratio > 1))
      .sort((a, b) => surely(b) - surely(a) || b.count - a.count || a.word - b.word)
      .slice(0, most),
    odd: standing(inside.counts)
      .filter(({ word }) => odd[word] !== 0 && !isUsual(word))
      .sort((a, b) => (odd[b.word] as number) - (odd[a.word] as number) || a.word - b.word)
      .slice(0, most),
    chosen: inside.photos,
    rest: outside.photos,
  };
}

/** Photos that have each word, and those that have any. */
function countWords(
  words: PhotoWords,
  photos: Iterable<number>,
): { readonly counts: Uint32Array; readonly photos: number } {
  const counts = new Uint32Array(1000);
  let read = 0;
  for (const index of photos) {
    let any = false;
    words.each(index, (word) => {
      counts[word] = (counts[word] as number) + 1;
      any = true;
    });
    if (any) read++;
  }
  return { counts, photos: read };
}

/** How probable each word is in these photos, all together. */
function sumWords(words: PhotoWords, photos: readonly number[]): Float64Array {
  const sums = new Float64Array(1000);
  for (const index of photos)
    words.each(index, (word, probability) => {
      sums[word] = (sums[word] as number) + probability;
    });
  return sums;
}

function ratioOf(count: number, chosen: number, others: number, rest: number): number {
  return (count + 0.5) / (chosen + 1) / ((others + 0.5) / (rest + 1));
}

/** Dunning 1993, "Accurate methods for the statistics of surprise and coincidence": how little chance explains it. */
function likelihoodRatio({ count, others }: StandingWord, chosen: number, rest: number): number {
  if (rest === 0) return count;
  const share = (count + others) / (chosen + rest);
  const part = (k: number, n: number): number => term(k, n * share) + term(n - k, n * (1 - share));
  return part(count, chosen) + part(others, rest);
}

function term(seen: number, expected: number): number {
  return seen === 0 ? 0 : 2 * seen * Math.log(seen / expected);
}
