import {
  type DecodedPhoto,
  type PhotoTarget,
  type Pixels,
  storedSize,
} from '../../vision/transforms/pixels.js';
import type { WebPhotoSource } from '../contract.js';
import { PhotoError } from '../errors.js';
import { pictureSize, requireFits } from './pictureSize.js';
import { shrinkPixels } from './shrinkPixels.js';

/** Reads whatever a page has of a photo to the pixels that the model's input is made of. */
export async function readPhoto(
  source: WebPhotoSource,
  target: PhotoTarget,
  signal: AbortSignal | undefined,
): Promise<DecodedPhoto> {
  if (source instanceof Blob) {
    const bytes = new Uint8Array(await source.arrayBuffer());
    signal?.throwIfAborted();
    // Loaded when it is first needed: a page that only looks through a camera never needs it.
    const { readJpeg } = await import('./readJpeg.js');
    const photo = readJpeg(bytes, target);
    if (photo) return photo;
    const size = pictureSize(bytes);
    if (size) requireFits(...size);
    const bitmap = await decodeByBrowser(source);
    signal?.throwIfAborted();
    try {
      return shrunk(pixelsOf(bitmap, bitmap.width, bitmap.height), target);
    } finally {
      bitmap.close();
    }
  }
  const [width, height] = sizeOf(source);
  if (!(width > 0 && height > 0))
    throw new PhotoError(
      'no pixels',
      'The picture has no pixels yet. Wait until it, or a frame of it, has loaded.',
    );
  if (isImageData(source)) {
    const data = new Uint8Array(width * height * 3);
    writeOnWhite(source, data, 0);
    return shrunk({ data, width, height }, target);
  }
  return shrunk(pixelsOf(source, width, height), target);
}

/** Numbers as they stand in the file, without its colour profile, upright. */
async function decodeByBrowser(blob: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(blob, {
      colorSpaceConversion: 'none',
      premultiplyAlpha: 'none',
      imageOrientation: 'from-image',
    });
  } catch (error) {
    const kind = blob.type || 'unknown type';
    throw new PhotoError(
      'not a picture',
      `This file (${kind}) is no picture that this browser can read.`,
      error,
    );
  }
}

function sizeOf(source: Exclude<WebPhotoSource, Blob>): [width: number, height: number] {
  if ('videoWidth' in source) return source.readyState < 2 ? [0, 0] : [source.videoWidth, source.videoHeight];
  if ('naturalWidth' in source) return source.complete ? [source.naturalWidth, source.naturalHeight] : [0, 0];
  return [source.width, source.height];
}

function isImageData(source: object): source is ImageData {
  return 'data' in source;
}

/**
 * Pixels of what can be drawn, transparent parts on white, as in training: a strip at a time, since a canvas of the whole
 * picture would take the memory of two more of it, and telephones have none of more than 16 megapixels.
 */
function pixelsOf(source: Exclude<WebPhotoSource, Blob | ImageData>, width: number, height: number): Pixels {
  requireFits(width, height);
  try {
    const data = new Uint8Array(width * height * 3);
    const rows = Math.min(height, Math.ceil(stripPixels / width));
    const canvas = canvasOf(width, rows);
    const context = canvas.getContext('2d', { willReadFrequently: true }) as CanvasRenderingContext2D;
    for (let y = 0; y < height; y += rows) {
      context.fillStyle = '#fff';
      context.fillRect(0, 0, width, rows);
      context.drawImage(source, 0, -y, width, height);
      writeOnWhite(context.getImageData(0, 0, width, Math.min(rows, height - y)), data, y * width * 3);
    }
    return { data, width, height };
  } catch (error) {
    if ((error as Error).name === 'SecurityError')
      throw new PhotoError(
        'no pixels',
        'The picture is of another site, which does not let pages read it.',
        error,
      );
    const detail = `A picture of ${width} × ${height} pixels is too large for this browser.`;
    throw new PhotoError('too large', detail, error);
  }
}

const stripPixels = 4_000_000;

function canvasOf(width: number, height: number): HTMLCanvasElement | OffscreenCanvas {
  if (typeof OffscreenCanvas !== 'undefined') return new OffscreenCanvas(width, height);
  return Object.assign(document.createElement('canvas'), { width, height });
}

function writeOnWhite({ data }: ImageData, rgb: Uint8Array, offset: number): void {
  for (let i = 0, o = offset; i < data.length; i += 4, o += 3) {
    const alpha = data[i + 3]!;
    const white = (255 - alpha) * 255;
    for (let c = 0; c < 3; c++)
      rgb[o + c] = alpha === 255 ? data[i + c]! : (data[i + c]! * alpha + white) / 255;
  }
}

function shrunk(pixels: Pixels, target: PhotoTarget): DecodedPhoto {
  const { height, width } = pixels;
  const [storedHeight, storedWidth] = storedSize(height, width, target);
  const small = shrinkPixels(pixels, storedHeight, storedWidth);
  return { ...small, originalHeight: height, originalWidth: width };
}
