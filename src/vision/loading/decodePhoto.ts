import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { decodeFailure, ImageDecodeError, type OpenPhoto, openPhoto } from '../../photo/index.js';
import type { DecodedPhoto } from '../transforms/pixels.js';
import { nameOfSource, type PhotoSource, type PhotoTarget, storedSize } from '../transforms/pixels.js';

// Each call decodes one photo on one thread; parallel calls use the other cores with less overhead.
sharp.concurrency(1);
// Files are read once and kept decoded by us, so libvips's own cache only costs memory.
sharp.cache(false);

/**
 * Decodes a photo to upright RGB (EXIF orientation honoured; grey, CMYK, 16-bit and animated ones converted as
 * `openPhoto` says; transparent parts on white), shrunk as {@link storedSize} says when it is far larger than the target.
 *
 * @param target what the photo is for; without one it is decoded at full size
 * @throws ImageDecodeError which names the file
 */
export async function decodePhoto(source: PhotoSource, target?: PhotoTarget): Promise<DecodedPhoto> {
  if (typeof source !== 'string' && !(source instanceof Uint8Array)) return resample(source, target);
  let bytes: Uint8Array | undefined;
  try {
    bytes = typeof source === 'string' ? await readFile(source) : source;
    return await decode(await openPhoto(bytes), target);
  } catch (error) {
    throw new ImageDecodeError(nameOfSource(source), decodeFailure(error, bytes), error);
  }
}

type StoredPhoto = Pick<OpenPhoto, 'image' | 'height' | 'width' | 'orientation' | 'hasAlpha' | 'isSrgb'>;

async function decode(photo: StoredPhoto, target?: PhotoTarget): Promise<DecodedPhoto> {
  const { image, height, width, orientation, hasAlpha, isSrgb } = photo;
  const [originalHeight, originalWidth] = orientation >= 5 ? [width, height] : [height, width];
  let pipeline = orientation > 1 ? image.autoOrient() : image;
  const [storedHeight, storedWidth] = target
    ? storedSize(originalHeight, originalWidth, target)
    : [originalHeight, originalWidth];
  if (storedHeight !== originalHeight || storedWidth !== originalWidth)
    pipeline = pipeline.resize(storedWidth, storedHeight, { fit: 'fill', kernel: 'linear' });
  if (hasAlpha) pipeline = pipeline.flatten({ background: '#fff' });
  if (!isSrgb) pipeline = pipeline.toColourspace('srgb');
  const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
  return {
    data: asRgb(data, info.channels),
    width: info.width,
    height: info.height,
    originalHeight,
    originalWidth,
  };
}

function asRgb(data: Buffer, channels: number): Uint8Array {
  if (channels === 3) return data;
  const rgb = new Uint8Array((data.length / channels) * 3);
  const next = channels > 2 ? 1 : 0;
  for (let i = 0, o = 0; i < data.length; i += channels, o += 3) {
    rgb[o] = data[i] as number;
    rgb[o + 1] = data[i + next] as number;
    rgb[o + 2] = data[i + 2 * next] as number;
  }
  return rgb;
}

async function resample(
  pixels: Exclude<PhotoSource, string | Uint8Array>,
  target?: PhotoTarget,
): Promise<DecodedPhoto> {
  const { data, width, height } = pixels;
  const whole = { data, width, height, originalHeight: height, originalWidth: width };
  if (!target) return whole;
  const [storedHeight, storedWidth] = storedSize(height, width, target);
  if (storedHeight === height && storedWidth === width) return whole;
  const image = sharp(data, { raw: { width, height, channels: 3 } });
  return decode({ image, height, width, orientation: 1, hasAlpha: false, isSrgb: true }, target);
}
