import sharp, { type Metadata } from 'sharp';
import { decodeOptions } from './decodeOptions.js';
import type { RawPicture } from './formats/rawPicture.js';

/** How libvips's pixels lie in memory. */
const arrays = {
  uchar: Uint8Array,
  char: Int8Array,
  ushort: Uint16Array,
  short: Int16Array,
  uint: Uint32Array,
  int: Int32Array,
  float: Float32Array,
  double: Float64Array,
} as const;

type Depth = keyof typeof arrays;

/** Whether libvips's own way to 8-bit sRGB gives what Pillow gives. */
export function isOrdinary({ space, depth, channels }: Metadata): boolean {
  if (space === 'cmyk') return false;
  return depth === 'uchar' || (depth === 'ushort' && channels > 1);
}

/** Pixels of a photo that Pillow brings to 8 bits in a way of its own, turned upright. */
export async function toEightBits(bytes: Uint8Array, metadata: Metadata): Promise<RawPicture> {
  const { space, depth, channels } = metadata;
  const { data, info } = await sharp(bytes, decodeOptions)
    .autoOrient()
    .pipelineColourspace(space)
    .toColourspace(space)
    .raw({ depth: depth as Depth })
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const Values = arrays[depth as Depth];
  const values = new Values(data.buffer, data.byteOffset, data.byteLength / Values.BYTES_PER_ELEMENT);
  if (space === 'cmyk') {
    const inks = depth === 'ushort' ? Uint8Array.from(values, (value) => value >> 8) : data;
    return { data: rgbOfCmyk(inks, info.channels), width, height, channels: 3 };
  }
  // Signed bytes are read as if they had no sign.
  if (depth === 'char')
    return { data: firstChannels(data, channels), width, height, channels: shown(channels) };
  return { data: firstChannels(clipped(values), channels), width, height, channels: shown(channels) };
}

/** Pillow cuts a number's fraction off; what is no number becomes 0. */
function clipped(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = Math.min(255, Math.max(0, Math.trunc(values[i] as number)));
  return bytes;
}

function shown(channels: number): 1 | 3 {
  return channels < 3 ? 1 : 3;
}

function firstChannels(values: Uint8Array, channels: number): Uint8Array {
  const kept = shown(channels);
  if (kept === channels) return values;
  const out = new Uint8Array((values.length / channels) * kept);
  for (let i = 0, o = 0; o < out.length; i += channels, o += kept)
    for (let c = 0; c < kept; c++) out[o + c] = values[i + c] as number;
  return out;
}

/** Ink taken from white, without a profile. */
function rgbOfCmyk(cmyk: Uint8Array, channels: number): Uint8Array {
  const pixels = cmyk.length / channels;
  const rgb = new Uint8Array(pixels * 3);
  for (let p = 0; p < pixels; p++) {
    const paper = 255 - (cmyk[p * channels + 3] as number);
    for (let c = 0; c < 3; c++)
      rgb[p * 3 + c] = Math.max(0, paper - share(cmyk[p * channels + c] as number, paper));
  }
  return rgb;
}

/** Pillow's `MULDIV255`: a × b / 255, rounded. */
function share(a: number, b: number): number {
  const product = a * b + 128;
  return ((product >> 8) + product) >> 8;
}
