import { sideTooLong, tooManyPixels } from './decodeFailure.js';
import { maxPhotoPixels, maxPhotoSide } from './decodeOptions.js';

/** @throws UnsupportedPhotoError for a picture that would fill the memory, or take for ever */
export function assertSize(width: number, height: number): void {
  if (!(width > 0 && height > 0)) throw new Error('it is damaged: a picture without pixels');
  if (Math.max(width, height) > maxPhotoSide) throw sideTooLong();
  if (width * height > maxPhotoPixels) throw tooManyPixels();
}
