import { notReadHere } from '../decodeFailure.js';
import type { PhotoKind } from '../photoKind.js';
import { decodeBmp, decodeDib } from './bmp.js';
import { decodeIco, type EmbeddedPhoto } from './ico.js';
import { decodeNetpbm } from './netpbm.js';
import type { RawPicture } from './rawPicture.js';
import { decodeTga } from './tga.js';

const decoders: Readonly<Record<string, (bytes: Uint8Array) => RawPicture | EmbeddedPhoto>> = {
  BMP: decodeBmp,
  DIB: decodeDib,
  ICO: decodeIco,
  PPM: decodeNetpbm,
  PAM: decodeNetpbm,
  TGA: decodeTga,
};

/**
 * Decodes the kinds that libvips lacks here: simple headers before plain pixels.
 * @throws UnsupportedPhotoError, or an error that says what is broken
 */
export function decodeOwn(bytes: Uint8Array, kind: PhotoKind): RawPicture | EmbeddedPhoto {
  const decode = decoders[kind.name];
  if (!decode) throw notReadHere(kind);
  const picture = decode(bytes);
  return 'embedded' in picture ? picture : withoutEmptyAlpha(picture);
}

/** Many programs leave the fourth byte at 0: a picture of which nothing is visible is meant to be seen. */
function withoutEmptyAlpha(picture: RawPicture): RawPicture {
  const { data, channels } = picture;
  if (channels !== 4) return picture;
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 0) return picture;
  const rgb = new Uint8Array((data.length / 4) * 3);
  for (let i = 0, o = 0; i < data.length; i += 4, o += 3) rgb.set(data.subarray(i, i + 3), o);
  return { ...picture, data: rgb, channels: 3 };
}
