import { createRequire } from 'node:module';
import { maxPhotoPixels, plainJpegSize } from '../../photo/index.js';
import { type DecodedPhoto, type PhotoTarget, storedSize } from '../transforms/pixels.js';

/** What the engine's `jpegDecoder` leads to. */
interface JpegDecoder {
  decode(photo: Uint8Array, width: number, height: number, rgb: Uint8Array): boolean;
}

/** How {@link decodeJpegHere} works. */
export interface DecodeHereOptions {
  /** Path of the addon that decodes: see the engine's `jpegDecoder`. */
  readonly decoder: string;
  /** Whether the pixels shall lie in shared memory. */
  readonly shared: boolean;
}

/**
 * Decodes an ordinary JPEG on the calling thread: the very pixels that `decodePhoto` gives, in a third of its time.
 * `undefined` for all that is not ordinary, and so is `decodePhoto`'s: other formats, EXIF, grey and CMYK, photos that
 * are shrunk while they are decoded, and files with any fault.
 */
export function decodeJpegHere(
  bytes: Uint8Array,
  target: PhotoTarget,
  { decoder, shared }: DecodeHereOptions,
): DecodedPhoto | undefined {
  const size = sizeDecodedHere(bytes, target);
  if (!size) return undefined;
  const [height, width] = size;
  const pixels = height * width;
  const data = new Uint8Array(shared ? new SharedArrayBuffer(pixels * 3) : new ArrayBuffer(pixels * 3));
  if (!load(decoder)?.decode(bytes, width, height, data)) return undefined;
  return { data, width, height, originalHeight: height, originalWidth: width };
}

/** Size of a JPEG that {@link decodeJpegHere} decodes, as far as its header tells; `undefined` for all others. */
export function sizeDecodedHere(
  bytes: Uint8Array,
  target: PhotoTarget,
): [height: number, width: number] | undefined {
  const [height, width] = plainJpegSize(bytes) ?? [0, 0];
  const pixels = height * width;
  if (pixels === 0 || pixels > maxPhotoPixels || !isWhole(bytes)) return undefined;
  const [storedHeight, storedWidth] = storedSize(height, width, target);
  return storedHeight === height && storedWidth === width ? [height, width] : undefined;
}

/** Whether the end of the picture is there; the decoder would complain on stderr, past every level of logging. */
function isWhole(bytes: Uint8Array): boolean {
  return bytes.at(-2) === 0xff && bytes.at(-1) === 0xd9;
}

/** By path; null where the file could not be loaded, as when somebody has removed it since the engine started. */
const loaded = new Map<string, JpegDecoder | null>();

/** Tries once a thread. */
function load(path: string): JpegDecoder | null {
  const known = loaded.get(path);
  if (known !== undefined) return known;
  let addon: JpegDecoder | null = null;
  try {
    addon = createRequire(import.meta.url)(path) as JpegDecoder;
  } catch {}
  loaded.set(path, addon);
  return addon;
}
