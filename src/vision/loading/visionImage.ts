import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { expandPath, PathNotFoundError, shownPath } from '../../core/index.js';
import { type Displayable, jupyterDisplay, type MimeBundle } from '../../notebook/index.js';
import { decodeFailure, ImageDecodeError, openPhoto } from '../../photo/index.js';
import { sizeOf } from '../transforms/photoSize.js';
import { nameOfSource, type PhotoSize, type PhotoSource, type Pixels } from '../transforms/pixels.js';
import { decodePhoto } from './decodePhoto.js';

/** A photo as a value: it shows itself in a notebook, and models predict on it (fastai: `Image`). */
export class VisionImage implements Displayable {
  private constructor(
    /** The encoded photo, or its pixels. */
    readonly source: Uint8Array | Pixels,
    /** Name of the file, when there is one. */
    readonly path: string | undefined,
    /** Pixels, upright. */
    readonly width: number,
    /** Pixels, upright. */
    readonly height: number,
  ) {}

  /**
   * Opens a photo; its header is read, its pixels when they are needed.
   * @throws PathNotFoundError when there is no such file
   * @throws ImageDecodeError when it is no picture
   */
  static async open(photo: PhotoSource): Promise<VisionImage> {
    if (typeof photo !== 'string' && !(photo instanceof Uint8Array))
      return new VisionImage(photo, undefined, photo.width, photo.height);
    const path = typeof photo === 'string' ? expandPath(photo) : undefined;
    const bytes = path === undefined ? (photo as Uint8Array) : await readPhoto(path);
    try {
      const { width, height, orientation } = await openPhoto(bytes);
      return orientation < 5
        ? new VisionImage(bytes, path, width, height)
        : new VisionImage(bytes, path, height, width);
    } catch (error) {
      throw new ImageDecodeError(path ?? nameOfSource(photo), decodeFailure(error, bytes), error);
    }
  }

  /** [height, width] in pixels, as fastai's `size`. */
  get size(): [height: number, width: number] {
    return [this.height, this.width];
  }

  /** [channels, height, width], as fastai's `shape`. */
  get shape(): [channels: number, height: number, width: number] {
    return [3, this.height, this.width];
  }

  /** RGB bytes, `[height, width, 3]`. @throws ImageDecodeError when the file is broken */
  async pixels(): Promise<Pixels> {
    try {
      return await decodePhoto(this.source);
    } catch (error) {
      if (error instanceof ImageDecodeError && this.path) throw new ImageDecodeError(this.path, error, error);
      throw error;
    }
  }

  /** The photo at another size: a number is the shorter side, with the shape kept; else exactly [height, width]. */
  async resize(size: PhotoSize): Promise<VisionImage> {
    const { data, width, height } = await this.pixels();
    const [newHeight, newWidth] = sizeOf(size);
    const resized = sharp(data, { raw: { width, height, channels: 3 } }).resize(newWidth, newHeight, {
      fit: typeof size === 'number' ? 'outside' : 'fill',
    });
    const { data: smaller, info } = await resized.raw().toBuffer({ resolveWithObject: true });
    return new VisionImage(
      { data: smaller, width: info.width, height: info.height },
      this.path,
      info.width,
      info.height,
    );
  }

  /** The photo as a JPEG no larger than `maxSide` pixels. */
  async jpeg(maxSide = 512): Promise<Buffer> {
    const { data, width, height } = await this.pixels();
    return sharp(data, { raw: { width, height, channels: 3 } })
      .resize(maxSide, maxSide, { fit: 'inside', withoutEnlargement: true })
      .jpeg({ quality: 88 })
      .toBuffer();
  }

  toString(): string {
    return `Image (3, ${this.height}, ${this.width})${this.path ? ` ${shownPath(this.path)}` : ''}`;
  }

  async [jupyterDisplay](): Promise<MimeBundle> {
    return { 'image/jpeg': (await this.jpeg()).toString('base64'), 'text/plain': this.toString() };
  }
}

/**
 * Opens a photo from a file or from its bytes (fastai: `open_image`).
 * @example
 * ```ts
 * import { openImage } from 'tsvision';
 * const photo = await openImage('photos/black/00000001.jpg');
 * photo.shape[0]; // → 3
 * ```
 */
export function openImage(photo: string | Uint8Array): Promise<VisionImage> {
  return VisionImage.open(photo);
}

async function readPhoto(path: string): Promise<Buffer> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new PathNotFoundError(path, 'file') : error;
  });
}
