import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { decodeFailure, openPhoto } from '../../photo/index.js';
import { type FileIdentity, fileIdentity } from './fileIdentity.js';
import { type Light, lightOf } from './light.js';
import { type PerceptualHash, perceptualHash } from './perceptualHash.js';
import { type GreyPicture, resizeGrey } from './resizeGrey.js';
import { sharpnessOf } from './sharpness.js';

/** All that the audits know of a photo that can be decoded. */
export interface PhotoFacts {
  /** It could be decoded; see {@link UnreadablePhoto}. */
  readonly readable: true;
  /** Format by content: `jpeg`, `png`, … */
  readonly format: string;
  /** Extension of the name, in lower case, without dot. */
  readonly extension: string;
  /** Pixels across, as seen (turned as its EXIF data say). */
  readonly width: number;
  /** Pixels down, as seen. */
  readonly height: number;
  /** Which file it is: links and hard links are names of one. */
  readonly file: FileIdentity;
  /** SHA-256 of the file, as hex. */
  readonly fileHash: string;
  /** SHA-256 of size and shrunk pixels: equal for files that differ in their metadata only. */
  readonly pixelHash: string;
  /** Nearly equal for pictures that look alike. */
  readonly hash: PerceptualHash;
  /** 16 × 16 greys, brought to mean 0 and deviation 1: settles what the hashes only suspect. */
  readonly tiny: Float32Array;
  /** Brightness and colour. */
  readonly light: Light;
  /** 0 blurred … 1 sharp. */
  readonly sharpness: number;
}

/** What is known of a file that is no photo, or a broken one. */
export interface UnreadablePhoto {
  /** It could not be decoded; see {@link PhotoFacts}. */
  readonly readable: false;
  /** Why, in words. */
  readonly reason: string;
}

/** Longer side, in pixels, that photos are shrunk to before they are measured. */
const measuredAt = 512;

/** Reads and decodes a photo once and measures everything that audits ask for. Never throws for a bad photo. */
export async function photoFacts(path: string): Promise<PhotoFacts | UnreadablePhoto> {
  let bytes: Buffer | undefined;
  try {
    bytes = await readFile(path);
    const { data, info } = await decodeSmall(bytes);
    const grey = greyOf(data, info.width, info.height);
    const small = resizeGrey(grey, 32, 32);
    const { width, height, format } = info.original;
    return {
      readable: true,
      format,
      extension: extname(path).slice(1).toLowerCase(),
      width,
      height,
      file: await fileIdentity(path),
      fileHash: createHash('sha256').update(bytes).digest('hex'),
      pixelHash: createHash('sha256').update(`${width}×${height}`).update(data).digest('hex'),
      hash: perceptualHash(small),
      tiny: tinyOf(small),
      light: lightOf(data),
      sharpness: sharpnessOf(grey),
    };
  } catch (error) {
    return { readable: false, reason: decodeFailure(error, bytes).reason };
  }
}

interface SmallPhoto {
  readonly data: Uint8Array;
  readonly info: {
    readonly width: number;
    readonly height: number;
    readonly original: { readonly width: number; readonly height: number; readonly format: string };
  };
}

async function decodeSmall(bytes: Buffer): Promise<SmallPhoto> {
  const { image, format, width, height, orientation } = await openPhoto(bytes);
  const { data, info } = await image
    .autoOrient()
    .resize(measuredAt, measuredAt, { fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#fff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const original = orientation < 5 ? { width, height, format } : { width: height, height: width, format };
  return { data, info: { width: info.width, height: info.height, original } };
}

/** Pillow's `convert('L')`: the luma of ITU-R 601. */
function greyOf(rgb: Uint8Array, width: number, height: number): GreyPicture {
  const data = new Float32Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const red = (rgb[3 * i] as number) * 19595;
    data[i] = (red + (rgb[3 * i + 1] as number) * 38470 + (rgb[3 * i + 2] as number) * 7471 + 32768) >> 16;
  }
  return { width, height, data };
}

function tinyOf(grey: GreyPicture): Float32Array {
  const { data } = resizeGrey(grey, 16, 16);
  const mean = data.reduce((a, b) => a + b, 0) / data.length;
  const deviation = Math.sqrt(data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length);
  return data.map((x) => (deviation > 0 ? (x - mean) / deviation : 0));
}
