import { maxPhotoPixels, maxPhotoSide } from './decodeOptions.js';
import { UnsupportedPhotoError } from './errors.js';
import { type PhotoKind, photoKind } from './photoKind.js';

/** Why a photo cannot be decoded. */
export interface DecodeFailure {
  /** Half a sentence, without the names of the decoder's own functions. */
  readonly reason: string;
  /**
   * Whether the file is broken, as against one that could not be read from the disk, is too large, or is of a kind
   * that is not read here: that one is as good as it ever was, and never goes to the trash.
   */
  readonly broken: boolean;
}

/** What an error of `openPhoto`, or of its pixels, means for the file that begins with these bytes. */
export function decodeFailure(error: unknown, bytes?: Uint8Array): DecodeFailure {
  const kind = bytes && photoKind(bytes);
  const meant = kind ? libvipsFailure(error, kind) : error;
  if (meant instanceof UnsupportedPhotoError) return { reason: meant.reason, broken: false };
  return { reason: reasonOf(meant), broken: (meant as NodeJS.ErrnoException).code === undefined };
}

function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/unsupported image format/i.test(message)) return 'it is no picture, or of an unknown format';
  if (/is missing|ENOENT/i.test(message)) return 'the file is not there';
  if (/premature end|truncated|ended prematurely|end of stream|not enough data/i.test(message))
    return 'it is truncated';
  // libvips keeps its messages in one place for all threads: some get lost.
  if (/^unknown error/i.test(message)) return 'it is damaged';
  return message.split('\n')[0]?.replace(/\.$/, '') ?? 'unknown';
}

/** Whether the file falls short, or the decoder. */
function libvipsFailure(error: unknown, kind: PhotoKind): unknown {
  const message = error instanceof Error ? error.message : String(error);
  if (/exceeds pixel limit/i.test(message)) return tooManyPixels(error);
  // HEIF is a box for many codecs of which few are built in, TIFF for many layouts; a lost message tells nothing.
  if (kind.reader === 'maybe') return notReadHere(kind, error);
  if (kind.name !== 'TIFF' && kind.name !== 'AVIF') return error;
  const lacking =
    /not been built in|not configured|unsupported|not supported|no decoder|unimplemented|bad labq|required field|whole number of bytes|strip byte count|^unknown error/i;
  return lacking.test(message) ? notReadHere(kind, error) : error;
}

/** A picture of a kind, or a variant of it, that no decoder here reads. */
export function notReadHere({ name }: PhotoKind, cause?: unknown): UnsupportedPhotoError {
  return new UnsupportedPhotoError(
    `a picture of this kind (${name}) is not read here: convert it to JPEG or PNG`,
    cause,
  );
}

/** A photo beyond {@link maxPhotoPixels}. */
export function tooManyPixels(cause?: unknown): UnsupportedPhotoError {
  return new UnsupportedPhotoError(`it has more than ${maxPhotoPixels / 1e6} million pixels`, cause);
}

/** A photo beyond {@link maxPhotoSide}. */
export function sideTooLong(): UnsupportedPhotoError {
  return new UnsupportedPhotoError(`one of its sides has more than ${maxPhotoSide} pixels`);
}
