import { sideTooLong, tooManyPixels } from './decodeFailure.js';
import { maxPhotoPixels, maxPhotoSide } from './decodeOptions.js';

/** @throws UnsupportedPhotoError for a picture that would fill the memory, or take for ever */
export function assertSize(width: number, height: number): void {
  if (!(width > 0 && height > 0)) throw new Error('it is damaged: a picture without pixels');
  if (Math.max(width, height) > maxPhotoSide) throw sideTooLong();
  if (width * height > maxPhotoPixels) throw tooManyPixels();
}

/**
 * Height and width of a JPEG with three 8-bit channels and no EXIF block (whose orientation would count), read
 * from its header; `undefined` for everything else, which needs a closer look.
 */
export function plainJpegSize(bytes: Uint8Array): [height: number, width: number] | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] as number;
    // APP1 holds EXIF or XMP; SOS means that no size came; fill bytes and markers without a length are unusual.
    if (marker === 0xe1 || marker === 0xda || marker < 0xc0 || marker === 0xff || isBare(marker))
      return undefined;
    if (marker >= 0xc0 && marker <= 0xc2) {
      const [precision, channels] = [bytes[at + 4], bytes[at + 9]];
      return precision === 8 && channels === 3 ? [word(bytes, at + 5), word(bytes, at + 7)] : undefined;
    }
    at += 2 + word(bytes, at + 2);
  }
  return undefined;
}

/** Restarts, and the start and end of a picture, which stand by themselves. */
function isBare(marker: number): boolean {
  return marker >= 0xd0 && marker <= 0xd9;
}

function word(bytes: Uint8Array, at: number): number {
  return ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
}
