import { notReadHere } from '../decodeFailure.js';
import type { PhotoKind } from '../photoKind.js';
import type { RawPicture } from '../rawPicture.js';

/** Decodes the kinds that libvips lacks here. @throws UnsupportedPhotoError, or an error that says what is broken */
export function decodeOwn(_bytes: Uint8Array, kind: PhotoKind): RawPicture {
  throw notReadHere(kind);
}
