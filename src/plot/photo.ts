import { readFile } from 'node:fs/promises';
import sharp, { type Sharp } from 'sharp';
import { expandPath, InvalidArgumentError } from '../core/index.js';
import { openPhoto } from '../photo/index.js';

/** Raw pixels, row by row from the top, channels side by side. */
export interface Pixels {
  /** Bytes 0–255, or floats 0–1 (clipped); `height × width × channels` of them. */
  readonly data: Uint8Array | Uint8ClampedArray | Float32Array;
  /** Columns. */
  readonly width: number;
  /** Rows. */
  readonly height: number;
  /** 1 = grey, 3 = RGB, 4 = RGBA. @default 3 */
  readonly channels?: 1 | 3 | 4;
}

/** A photo in any form: path of a file, encoded bytes, or raw pixels. */
export type Photo = string | Uint8Array | Pixels;

/** Longer side of a photo in its own pixels; 0 where it cannot be read. */
export async function longerSide(photo: Photo): Promise<number> {
  if (isPixels(photo)) return Math.max(photo.width, photo.height);
  const { width = 0, height = 0 } = await (await photoImage(photo)).metadata();
  return Math.max(width, height);
}

/** Whether a photo is given pixel by pixel. */
export function isPixels(photo: Photo): photo is Pixels {
  return typeof photo === 'object' && !(photo instanceof Uint8Array);
}

/** The photo as a sharp pipeline, turned upright by its EXIF orientation. */
export async function photoImage(photo: Photo): Promise<Sharp> {
  if (typeof photo === 'string') return photoImage(await readFile(expandPath(photo)));
  if (photo instanceof Uint8Array)
    return (await openPhoto(photo, { colourProfile: true })).image.autoOrient();
  const { data, width, height, channels = 3 } = photo;
  if (data.length !== width * height * channels)
    throw new InvalidArgumentError(
      'photo',
      `${data.length} numbers`,
      `${height} × ${width} × ${channels} = ${width * height * channels} numbers`,
    );
  const bytes = data instanceof Float32Array ? Uint8ClampedArray.from(data, (value) => value * 255) : data;
  return sharp(bytes, { raw: { width, height, channels } });
}

/** A small JPEG of a photo. */
export interface Thumbnail {
  /** The picture as a JPEG file. */
  readonly jpeg: Buffer;
  /** Pixels. */
  readonly width: number;
  /** Pixels. */
  readonly height: number;
}

/**
 * A JPEG of the photo whose longer side is at most `size` pixels, transparent parts on white. Small pictures
 * (MNIST digits) are enlarged with hard pixels up to a third of the size, so that one sees them.
 * @throws sharp's error when the photo cannot be decoded
 * @example
 * ```ts
 * import { thumbnail } from 'tsvision';
 * const { jpeg, width } = await thumbnail('photos/black/00000001.jpg', 64);
 * ```
 */
export async function thumbnail(photo: Photo, size: number, quality = 80): Promise<Thumbnail> {
  const image = await photoImage(photo);
  const { width = size, height = size } = await image.metadata();
  const tiny = Math.max(width, height) < size / 3;
  return asThumbnail(
    image.resize(size, size, { fit: 'inside', withoutEnlargement: !tiny, ...(tiny ? hardPixels : {}) }),
    quality,
  );
}

/**
 * A JPEG of the photo at a scale: what is enlarged keeps hard pixels.
 * @param scale screen pixels for each of the photo's
 */
export async function scaledThumbnail(photo: Photo, scale: number, quality = 80): Promise<Thumbnail> {
  const image = await photoImage(photo);
  const { width = 1, height = 1 } = await image.metadata();
  const [wide, high] = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
  return asThumbnail(image.resize(wide, high, { fit: 'fill', ...(scale > 1 ? hardPixels : {}) }), quality);
}

const hardPixels = { kernel: 'nearest' } as const;

async function asThumbnail(image: Sharp, quality: number): Promise<Thumbnail> {
  const { data, info } = await image
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality, mozjpeg: false })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}
