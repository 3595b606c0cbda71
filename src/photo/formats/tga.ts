import { UnsupportedPhotoError } from '../errors.js';
import { assertSize } from '../photoSize.js';
import type { RawPicture } from './rawPicture.js';
import { bufferOf, requireBytes } from './rawPicture.js';

interface TgaHeader {
  readonly width: number;
  readonly height: number;
  /** 1 palette, 2 colours, 3 greys. */
  readonly kind: number;
  readonly isPacked: boolean;
  /** Bytes of a pixel. */
  readonly step: number;
  readonly hasAlpha: boolean;
  readonly fromRight: boolean;
  readonly fromTop: boolean;
  readonly at: number;
  /** Turns the pixel at a place into three or four bytes. */
  readonly colour: (bytes: Uint8Array, at: number, out: Uint8Array, o: number) => void;
}

/** Decodes a Targa picture: palette, colours or greys, packed or not, from any corner. */
export function decodeTga(bytes: Uint8Array): RawPicture {
  const header = readHeader(bytes);
  const { width, height, step, colour, hasAlpha, fromRight, fromTop } = header;
  const pixels = header.isPacked ? unpack(bytes, header) : bytes.subarray(header.at);
  requireBytes(pixels, width * height * step);
  const channels = hasAlpha ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  for (let y = 0, at = 0; y < height; y++) {
    const row = fromTop ? y : height - 1 - y;
    for (let x = 0; x < width; x++, at += step)
      colour(pixels, at, data, (row * width + (fromRight ? width - 1 - x : x)) * channels);
  }
  return { data, width, height, channels };
}

function readHeader(bytes: Uint8Array): TgaHeader {
  requireBytes(bytes, 18);
  const view = bufferOf(bytes);
  const [idLength, hasPalette, type, depth, flags] = [0, 1, 2, 16, 17].map((at) => view[at] as number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const [width, height] = [view.readUInt16LE(12), view.readUInt16LE(14)];
  assertSize(width, height);
  const kind = type & 7;
  const known = kind === 2 ? [16, 24, 32] : kind === 3 ? [8, 16] : [8];
  if (!known.includes(depth))
    throw new UnsupportedPhotoError('a TGA of this kind is not read here: convert it to JPEG or PNG');
  const [first, count, entryBits] = [view.readUInt16LE(3), view.readUInt16LE(5), view[7] as number];
  const entry = Math.ceil(entryBits / 8);
  const paletteAt = 18 + idLength;
  const at = paletteAt + (hasPalette ? count * entry : 0);
  requireBytes(bytes, at);
  // Without attribute bits the fourth byte means nothing.
  const hasAlpha = kind === 3 ? depth === 16 : depth === 32 && (flags & 15) === 8;
  const palette = bytes.subarray(paletteAt, at);
  const colour =
    kind === 1 && hasPalette ? paletteColour(palette, first, entry) : directColour(kind, depth, hasAlpha);
  const step = depth / 8;
  const corner = { fromRight: (flags & 0x10) !== 0, fromTop: (flags & 0x20) !== 0 };
  return { width, height, kind, isPacked: (type & 8) !== 0, step, hasAlpha, ...corner, at, colour };
}

function directColour(kind: number, depth: number, hasAlpha: boolean): TgaHeader['colour'] {
  if (kind !== 2)
    return (bytes, at, out, o) => {
      out.fill(bytes[at] as number, o, o + 3);
      if (hasAlpha) out[o + 3] = bytes[at + 1] as number;
    };
  if (depth === 16) return fiveBits;
  return (bytes, at, out, o) => {
    for (let c = 0; c < 3; c++) out[o + c] = bytes[at + 2 - c] as number;
    if (hasAlpha) out[o + 3] = bytes[at + 3] as number;
  };
}

const fiveBits: TgaHeader['colour'] = (bytes, at, out, o) => {
  const pixel = (bytes[at] as number) | ((bytes[at + 1] as number) << 8);
  for (let c = 0; c < 3; c++) out[o + c] = Math.floor((((pixel >> (10 - 5 * c)) & 31) * 255) / 31);
};

/** An index that the palette lacks is black. */
function paletteColour(palette: Uint8Array, first: number, entry: number): TgaHeader['colour'] {
  const colours = new Uint8Array(256 * 3);
  const colour = entry === 2 ? fiveBits : directColour(2, 24, false);
  for (let i = 0; (i + 1) * entry <= palette.length && first + i < 256; i++)
    colour(palette, i * entry, colours, (first + i) * 3);
  return (bytes, at, out, o) => {
    const from = (bytes[at] as number) * 3;
    out.set(colours.subarray(from, from + 3), o);
  };
}

/** Packets: a pixel up to 128 times, or up to 128 pixels as they are. */
function unpack(bytes: Uint8Array, { width, height, step, at: start }: TgaHeader): Uint8Array {
  // A packet of step + 1 bytes gives 128 pixels at most.
  if (((bytes.length - start) / (step + 1)) * 128 < width * height) throw new Error('it is truncated');
  const pixels = new Uint8Array(width * height * step);
  let at = start;
  for (let o = 0; o < pixels.length; ) {
    requireBytes(bytes, at + 1 + step);
    const packet = bytes[at++] as number;
    const length = Math.min(((packet & 127) + 1) * step, pixels.length - o);
    if (packet < 128) {
      requireBytes(bytes, at + length);
      pixels.set(bytes.subarray(at, at + length), o);
      at += ((packet & 127) + 1) * step;
    } else {
      for (let i = 0; i < length; i++) pixels[o + i] = bytes[at + (i % step)] as number;
      at += step;
    }
    o += length;
  }
  return pixels;
}
