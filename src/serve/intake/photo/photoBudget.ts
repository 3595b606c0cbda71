import { inflateSync, constants as zlib } from 'node:zlib';
import { RequestError } from '../../errors.js';

/** Pixels a side; what JPEG and GIF can hold. */
const maxSide = 65_535;
const maxFrames = 1000;
/** Chunks, segments, blocks: a GIF of 10 MiB has 41,000. */
const maxParts = 100_000;
const maxTexts = 1000;
/** Bytes of texts and profiles when they are unpacked. */
const maxTextBytes = 4 * 2 ** 20;
const maxScans = 200;
/** Pixels that all scans of a JPEG go over together: 50 megapixels in 20 scans. */
const maxScannedPixels = 1e9;

/**
 * What a stranger's photo may cost its decoder, spent while our own walk goes over its chunks: the decoder is shown
 * no photo that would keep it busy or fill the memory.
 *
 * @throws RequestError 413 when a bound is passed, 422 when a side is 0
 */
export class PhotoBudget {
  #frames = 0;
  #parts = 0;
  #texts = 0;
  #textBytes = 0;
  #scans = 0;
  #pixels = 0;

  /** @param maxPixels most pixels of one picture */
  constructor(readonly maxPixels: number) {}

  /** Height × width of the largest picture so far; 0 before the first. */
  get pixels(): number {
    return this.#pixels;
  }

  /** Pixels that all scans go over together. */
  get scanned(): number {
    return this.#pixels * Math.max(1, this.#scans);
  }

  /**
   * A picture of this size.
   * @param weight how many times the memory of four bytes a pixel its decoder takes. @default 1
   */
  picture(width: number, height: number, weight = 1): void {
    if (width < 1 || height < 1) throw damaged();
    if (Math.max(width, height) > maxSide) throw tooLarge(`sides of more than ${maxSide} pixels`);
    if (width * height * weight > this.maxPixels) {
      const limit = Math.round(this.maxPixels / weight / 1e6);
      throw tooLarge(
        weight === 1 ? `more than ${limit} megapixels` : `more than ${limit} megapixels in this format`,
      );
    }
    this.#pixels = Math.max(this.#pixels, width * height);
  }

  /** One frame of an animation. */
  frame(): void {
    if (++this.#frames > maxFrames) throw tooLarge(`more than ${maxFrames} frames`);
  }

  /** One chunk, segment or block. */
  part(): void {
    if (++this.#parts > maxParts) throw tooLarge('too many parts');
  }

  /** One pass over the whole picture, of which a progressive JPEG has about ten. */
  scan(): void {
    this.#scans++;
    if (this.#scans > maxScans || this.#scans * this.#pixels > maxScannedPixels)
      throw tooLarge('too many scans');
  }

  /** A text or profile of so many bytes. */
  text(bytes: number): void {
    this.#textBytes += bytes;
    if (++this.#texts > maxTexts || this.#textBytes > maxTextBytes) throw tooLarge('too much text in it');
  }

  /** A text or profile that is packed: unpacked here, no further than is left, to know its size. */
  packedText(bytes: Uint8Array): void {
    const maxOutputLength = Math.max(1, maxTextBytes - this.#textBytes);
    try {
      this.text(inflateSync(bytes, { maxOutputLength, finishFlush: zlib.Z_SYNC_FLUSH }).length);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
        throw tooLarge('too much text in it');
      if (error instanceof RequestError) throw error;
      // A text that cannot be unpacked costs nothing: the decoder leaves it out.
      this.text(bytes.length);
    }
  }
}

/** The refusal of a photo that costs more than is allowed. */
export function tooLarge(what: string): RequestError {
  return new RequestError(413, 'too_large', `The photo has ${what}.`);
}

/** The refusal of a photo that no decoder could read. */
export function damaged(cause?: unknown): RequestError {
  return new RequestError(422, 'unreadable_photo', 'The photo is damaged and cannot be decoded.', { cause });
}
