import sharp, { type Sharp } from 'sharp';
import { notReadHere } from './decodeFailure.js';
import { decodeOptions, maxPhotoPixels } from './decodeOptions.js';
import { decodeOwn } from './formats/decodeOwn.js';
import type { RawPicture } from './formats/rawPicture.js';
import { type PhotoKind, photoKind } from './photoKind.js';
import { assertSize, plainJpegSize } from './photoSize.js';
import { isOrdinary, toEightBits } from './toEightBits.js';

/** A photo whose header has been read. */
export interface OpenPhoto {
  /** Its pixels as a pipeline: 8 bits a channel, grey or sRGB, alpha where `hasAlpha`; not yet turned upright. */
  readonly image: Sharp;
  /** Format by content: `jpeg`, `png`, `bmp`, … */
  readonly format: string;
  /** Pixels, as stored. */
  readonly width: number;
  /** Pixels, as stored. */
  readonly height: number;
  /** EXIF's number, 1–8; `image.autoOrient()` turns the picture upright, which swaps its sides from 5 on. */
  readonly orientation: number;
  /** Channels in the file. */
  readonly channels: number;
  readonly hasAlpha: boolean;
  /** Three channels already; others need `toColourspace('srgb')`. */
  readonly isSrgb: boolean;
}

/** How {@link openPhoto} works. */
export interface OpenPhotoOptions {
  /** Bring the colours to sRGB by the photo's colour profile, for people to look at. @default false */
  readonly colourProfile?: boolean;
}

/**
 * Opens an encoded photo: the one door for training, prediction, verifying, cleaning and galleries.
 *
 * Pixels are those that Pillow's `Image.open(path).convert('RGB')` gives: single channels of more than 8 bits are
 * clipped at 255, colours of 16 bits lose their lower byte, CMYK is converted without a profile. It differs in three
 * things: EXIF orientation is kept for the caller to honour, transparent pixels keep their alpha (callers put them
 * on white, where Pillow shows whatever colour lies hidden there), and what goes on after a truncation is no photo.
 *
 * @throws UnsupportedPhotoError for a picture of a kind or size that is not read here
 */
export async function openPhoto(
  bytes: Uint8Array,
  { colourProfile = false }: OpenPhotoOptions = {},
): Promise<OpenPhoto> {
  const plain = colourProfile ? undefined : plainJpegSize(bytes);
  if (plain) return plainJpeg(bytes, plain);
  const kind = photoKind(bytes);
  if (!kind) throw new Error('it is no picture, or of an unknown format');
  if (kind.reader === 'nobody') throw notReadHere(kind);
  if (kind.reader === 'own') return ownPhoto(bytes, kind);
  const image = sharp(bytes, { ...decodeOptions, ignoreIcc: !colourProfile });
  const metadata = await image.metadata();
  const { width, height, format, orientation = 1, channels, hasAlpha, space } = metadata;
  // With libvips's message lost, sharp says nothing of a header that it could not read.
  if (!width || !height) throw new Error('it is damaged');
  assertSize(width, height);
  if (!isOrdinary(metadata)) return { ...ofRaw(await toEightBits(bytes, metadata), format), channels };
  return { image, format, width, height, orientation, channels, hasAlpha, isSrgb: space === 'srgb' };
}

function ownPhoto(bytes: Uint8Array, kind: PhotoKind): OpenPhoto | Promise<OpenPhoto> {
  const picture = decodeOwn(bytes, kind);
  if (!('embedded' in picture)) return ofRaw(picture, kind.name.toLowerCase());
  if (photoKind(picture.embedded)?.name !== 'PNG') throw new Error('it is damaged');
  return openPhoto(picture.embedded);
}

/** What `metadata` would say of most photos, without opening the file a second time. */
function plainJpeg(bytes: Uint8Array, [height, width]: readonly [number, number]): OpenPhoto {
  assertSize(width, height);
  const image = sharp(bytes, decodeOptions);
  return { image, format: 'jpeg', width, height, orientation: 1, channels: 3, hasAlpha: false, isSrgb: true };
}

function ofRaw({ data, width, height, channels }: RawPicture, format: string): OpenPhoto {
  const image = sharp(data, { raw: { width, height, channels }, limitInputPixels: maxPhotoPixels });
  const hasAlpha = channels === 4;
  return { image, format, width, height, orientation: 1, channels, hasAlpha, isSrgb: channels !== 1 };
}
