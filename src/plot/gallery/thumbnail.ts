import { type Photo, photoImage } from './photo.js';

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
 */
export async function thumbnail(photo: Photo, size: number, quality = 80): Promise<Thumbnail> {
  const image = await photoImage(photo);
  const { width = size, height = size } = await image.metadata();
  const tiny = Math.max(width, height) < size / 3;
  const { data, info } = await image
    .resize(size, size, { fit: 'inside', withoutEnlargement: !tiny, ...(tiny ? { kernel: 'nearest' } : {}) })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality, mozjpeg: false })
    .toBuffer({ resolveWithObject: true });
  return { jpeg: data, width: info.width, height: info.height };
}
