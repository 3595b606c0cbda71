import { type DecodedPhoto, type PhotoTarget, storedSize } from '../../vision/transforms/pixels.js';
import { decodeJpeg, type JpegShrink } from '../jpeg/decodeJpeg.js';
import { UnusualJpegError } from '../jpeg/format.js';
import { mostPixels, mostStreamed, requireFits } from './pictureSize.js';
import { jpegShrink, shrinkPixels } from './shrinkPixels.js';
import { jpegOrientation, uprightPixels } from './uprightPixels.js';

/**
 * Reads a JPEG to exactly the pixels that training and validation read it to: decoded, shrunk when it is far larger than
 * the target, turned upright.
 *
 * @throws {PhotoError} when it would fill the memory
 * @returns nothing for what the browser has to decode: JPEGs of unusual kinds, damaged ones, and all other pictures
 */
export function readJpeg(bytes: Uint8Array, target: PhotoTarget): DecodedPhoto | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  try {
    return read(bytes, target);
  } catch (error) {
    if (error instanceof UnusualJpegError || error instanceof RangeError) return undefined;
    throw error;
  }
}

function read(bytes: Uint8Array, target: PhotoTarget): DecodedPhoto {
  const orientation = jpegOrientation(bytes);
  const swap = (size: readonly [number, number]): readonly [number, number] =>
    orientation >= 5 ? [size[1], size[0]] : size;
  let original: readonly [number, number] = [0, 0];
  let stored: readonly [number, number] = [0, 0];
  const shrinkFor = (height: number, width: number, progressive: boolean): JpegShrink => {
    requireFits(width, height, progressive ? mostPixels : mostStreamed);
    original = swap([height, width]);
    stored = swap(storedSize(original[0], original[1], target));
    return jpegShrink([height, width], stored);
  };
  const whole = decodeJpeg(bytes, shrinkFor);
  const pixels = uprightPixels(shrinkPixels(whole, stored[0], stored[1]), orientation);
  return { ...pixels, originalHeight: original[0], originalWidth: original[1] };
}
