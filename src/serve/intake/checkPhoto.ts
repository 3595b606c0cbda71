import { photoKind } from '../../photo/photoKind.js';
import type { CheckedPhoto } from '../classifier.js';
import { RequestError } from '../errors.js';
import { damaged, PhotoBudget } from './photo/photoBudget.js';
import { walkGif } from './photo/walkGif.js';
import { walkJpeg } from './photo/walkJpeg.js';
import { walkPng } from './photo/walkPng.js';
import { walkWebp } from './photo/walkWebp.js';

/** The formats that strangers may send; every other decoder stays out of reach. */
const walks = new Map([
  ['JPEG', walkJpeg],
  ['PNG', walkPng],
  ['WebP', walkWebp],
  ['GIF', walkGif],
]);

/**
 * Looks through a stranger's photo before any decoder sees it: one of four formats by its first bytes, with sides,
 * frames, chunks, texts and scans within bounds ({@link PhotoBudget}). Takes some ms for 10 MiB at most.
 *
 * @returns the photo with what its decoder has to do
 * @throws RequestError 415 when it is no JPEG, PNG, WebP or GIF; 413 when it is too large in any way; 422 when it is
 *   damaged
 */
export function checkPhoto(bytes: Uint8Array, maxPixels: number): CheckedPhoto {
  const walk = walks.get(photoKind(bytes)?.name ?? '');
  if (!walk) throw new RequestError(415, 'unsupported_photo', 'Send a JPEG, PNG, WebP or GIF photo.');
  const budget = new PhotoBudget(maxPixels);
  try {
    walk(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), budget);
  } catch (error) {
    if (error instanceof RequestError) throw error;
    // A number that should stand behind the end of the file.
    throw damaged(error);
  }
  if (budget.pixels === 0) throw damaged();
  return { bytes, pixels: budget.pixels, scanned: budget.scanned };
}
