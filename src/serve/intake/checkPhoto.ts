import sharp, { type Metadata } from 'sharp';
import { RequestError } from '../../core/index.js';
import { photoFormat } from './photoFormat.js';

/**
 * Looks at the header of a stranger's photo before it may wait for the model: one of four formats by its first
 * bytes, the same by its decoder, and not more pixels than allowed.
 *
 * @throws RequestError 415 when it is no JPEG, PNG, WebP or GIF; 413 when it has too many pixels; 422 when the
 *   header is damaged
 */
export async function checkPhoto(bytes: Uint8Array, maxPixels: number): Promise<void> {
  const format = photoFormat(bytes);
  if (!format) throw new RequestError(415, 'unsupported_photo', 'Send a JPEG, PNG, WebP or GIF photo.');
  const { width, height, format: decoder } = await readHeader(bytes);
  if (decoder !== format) {
    throw new RequestError(415, 'unsupported_photo', 'The photo is not what its first bytes say.');
  }
  if (width * height > maxPixels) {
    const limit = Math.round(maxPixels / 1e6);
    throw new RequestError(413, 'too_large', `The photo has more than ${limit} megapixels.`);
  }
}

async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  try {
    // Only the header is read here, whatever size it claims, so the claim can be refused in our own words.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (cause) {
    throw new RequestError(422, 'unreadable_photo', 'The photo is damaged and cannot be decoded.', { cause });
  }
}
