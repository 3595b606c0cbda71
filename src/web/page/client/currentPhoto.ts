import { clearHeat } from './heatMap.js';

/** A photo that is shown, and what ends the work on it. */
export interface CurrentPhoto {
  readonly photo: Blob;
  readonly work: AbortController;
}

let current: CurrentPhoto | undefined;

/** The photo that is shown, if one is. */
export const currentPhoto = (): CurrentPhoto | undefined => current;

/** Another photo takes the place of the one before, whose work ends. */
export function changePhoto(photo: Blob): CurrentPhoto {
  forgetPhoto();
  current = { photo, work: new AbortController() };
  return current;
}

/** No photo is shown any more: nothing is done for it. */
export function forgetPhoto(): void {
  current?.work.abort();
  current = undefined;
  clearHeat();
}
