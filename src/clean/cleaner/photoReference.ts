import { InvalidArgumentError } from '../../core/index.js';
import type { PhotoState } from './decisions/cleanerState.js';

/** Photos by number, or by path, or by the end of one (`black/00000012.jpg`). */
export type PhotoReference = number | string;

/** Numbers of photos. @throws InvalidArgumentError for one that is not in the list */
export function photoNumbers(all: readonly PhotoState[], photos: readonly PhotoReference[]): number[] {
  return photos.map((photo) => {
    const index =
      typeof photo === 'number'
        ? photo
        : all.findIndex(({ path, gone }) => !gone && (path === photo || path.endsWith(`/${photo}`)));
    if (!all[index]) throw new InvalidArgumentError('photos', photo, 'a photo of this cleaner');
    return index;
  });
}
