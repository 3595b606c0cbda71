import { type DatasetUrl, URLs } from '../data/index.js';
import type { SampleOptions, SampleSet } from './drawSet.js';
import { samples } from './samples.js';

/** The sets that lessons ask for. */
export type LessonName = 'bears' | 'catsAndDogs' | 'flowers' | 'digits';

/** Where the photos of a set may come from. */
export interface LessonSet {
  readonly name: LessonName;
  /** What it is of, in words. */
  readonly words: string;
  /** Its folder below `TSVISION_DATA`. */
  readonly folder: string;
  /** The variable that names another folder. */
  readonly variable: string;
  /** The course's own photos; absent where nobody publishes them. */
  readonly url?: DatasetUrl;
  readonly draw: (options: SampleOptions) => Promise<SampleSet>;
}

const set = (
  name: LessonName,
  words: string,
  folder: string,
  variable: string,
  url?: DatasetUrl,
): LessonSet => ({ name, words, folder, variable, ...(url && { url }), draw: samples[name] });

/** Every set by its name. The bears of fastai's course were each student's own search: no archive holds them. */
export const lessonSets: Readonly<Record<LessonName, LessonSet>> = {
  bears: set('bears', 'photos of bears', 'bears', 'TSVISION_BEARS'),
  catsAndDogs: set(
    'catsAndDogs',
    'photos of cats and dogs',
    'catdog',
    'TSVISION_CATS_AND_DOGS',
    URLs.CATS_AND_DOGS,
  ),
  flowers: set('flowers', 'photos of flowers', 'flowers', 'TSVISION_FLOWERS', URLs.FLOWER_PHOTOS),
  digits: set('digits', 'pictures of handwritten digits', 'mnist', 'TSVISION_DIGITS', URLs.MNIST),
};
