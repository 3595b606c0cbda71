import type { SharpOptions } from 'sharp';

/** Photos with more pixels than this are refused: a small file can hold a picture that fills the memory. */
export const maxPhotoPixels = 150_000_000;

/**
 * How every photo is opened: a broken one is an error, only the first frame of an animation counts, and numbers are
 * taken as they stand in the file, as Pillow (so torchvision and fastai) does: a colour profile changes how a
 * screen shows them, and applying it takes several times as long as decoding.
 */
export const decodeOptions: SharpOptions = {
  failOn: 'error',
  ignoreIcc: true,
  limitInputPixels: maxPhotoPixels,
  pages: 1,
};

/** The decoder's error in one short line, without the names of its own functions. */
export function decodeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/exceeds pixel limit/i.test(message)) return `it has more than ${maxPhotoPixels / 1e6} million pixels`;
  if (/unsupported image format/i.test(message)) return 'it is no picture, or of an unknown format';
  if (/is missing|ENOENT/i.test(message)) return 'the file is not there';
  if (/premature end|truncated|ended prematurely|end of stream|not enough data/i.test(message))
    return 'it is truncated';
  // libvips keeps its messages in one place for all threads: some get lost.
  if (/^unknown error/i.test(message)) return 'it is damaged';
  return message.split('\n')[0]?.replace(/\.$/, '') ?? 'unknown';
}
