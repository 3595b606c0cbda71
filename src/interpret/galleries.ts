import type { Random } from '../core/index.js';
import type { PhotoPrediction } from './predictionTable.js';

/** Which photos a gallery shows: the five of fastai's first lesson. */
export type GalleryKind =
  | 'randomCorrect'
  | 'randomIncorrect'
  | 'mostCorrect'
  | 'mostIncorrect'
  | 'mostUncertain';

/** Whether a photo's class was recognised. */
export function isCorrect({ actual, predicted }: PhotoPrediction): boolean {
  return actual === predicted;
}

/**
 * Chooses the photos of a gallery.
 *
 * @param ofClass only photos whose actual class has this index
 */
export function selectGallery(
  kind: GalleryKind,
  rows: readonly PhotoPrediction[],
  k: number,
  random: Random,
  ofClass?: number,
): PhotoPrediction[] {
  const some = ofClass === undefined ? rows : rows.filter(({ actual }) => actual === ofClass);
  const right = some.filter(isCorrect);
  const wrong = some.filter((row) => !isCorrect(row));
  switch (kind) {
    case 'randomCorrect':
      return random.shuffle(right).slice(0, k);
    case 'randomIncorrect':
      return random.shuffle(wrong).slice(0, k);
    case 'mostCorrect':
      return sortedBy(right, ({ confidence }) => -confidence).slice(0, k);
    case 'mostIncorrect':
      return sortedBy(wrong, ({ actualProbability }) => actualProbability).slice(0, k);
    case 'mostUncertain':
      return sortedBy(some, ({ confidence }) => confidence).slice(0, k);
    default:
      return kind satisfies never;
  }
}

function sortedBy(
  rows: readonly PhotoPrediction[],
  key: (row: PhotoPrediction) => number,
): PhotoPrediction[] {
  return [...rows].sort((a, b) => key(a) - key(b));
}
