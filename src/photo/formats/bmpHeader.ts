import { UnsupportedPhotoError } from '../errors.js';
import { assertSize } from '../photoSize.js';
import { bufferOf, requireBytes } from './rawPicture.js';

/** What a BMP's header says; the file header of 14 bytes may be missing (DIB, inside an ICO). */
export interface BmpHeader {
  readonly width: number;
  readonly height: number;
  readonly isTopDown: boolean;
  /** Bits of a pixel: 1, 2, 4, 8, 16, 24 or 32. */
  readonly bits: number;
  readonly compression: 'none' | 'rle8' | 'rle4';
  /** Which bits of a pixel are red, green, blue and alpha, for 16 bits and more. */
  readonly masks: readonly [number, number, number, number];
  /** Red, green, blue for each index, for 8 bits and fewer. */
  readonly palette: Uint8Array;
  /** Where the pixels begin. */
  readonly pixelsAt: number;
}

const compressions = ['none', 'rle8', 'rle4', 'none', undefined, undefined, 'none'] as const;

/** Masks of pixels that say nothing of their own. */
const usualMasks: Readonly<Record<number, BmpHeader['masks']>> = {
  16: [0x7c00, 0x3e0, 0x1f, 0],
  24: [0xff0000, 0xff00, 0xff, 0],
  32: [0xff0000, 0xff00, 0xff, 0],
};

/**
 * @param at where the header begins: 14 in a BMP, 0 in a DIB
 * @param pixelsAt where the file header says that the pixels are. @default behind header and palette
 * @param isIcon the height counts the picture and its mask
 */
export function readBmpHeader(bytes: Uint8Array, at: number, pixelsAt?: number, isIcon = false): BmpHeader {
  const view = bufferOf(bytes);
  requireBytes(bytes, at + 12);
  const size = view.readUInt32LE(at);
  requireBytes(bytes, at + size);
  const isCore = size === 12;
  const [width, tall] = isCore
    ? [view.readUInt16LE(at + 4), view.readUInt16LE(at + 6)]
    : [view.readInt32LE(at + 4), view.readInt32LE(at + 8)];
  const height = Math.abs(tall) / (isIcon ? 2 : 1);
  assertSize(width, Math.floor(height));
  const bits = view.readUInt16LE(at + (isCore ? 10 : 14));
  const code = isCore ? 0 : view.readUInt32LE(at + 16);
  const compression = compressions[code];
  // OS/2's headers use 3 and 4 for compressions of their own.
  if (!compression || ![1, 2, 4, 8, 16, 24, 32].includes(bits) || (size === 64 && code > 2))
    throw new UnsupportedPhotoError('a BMP of this kind is not read here: convert it to JPEG or PNG');
  const fields = code === 3 || code === 6;
  const masks = fields ? masksOf(view, at, size, code) : (usualMasks[bits] ?? [0, 0, 0, 0]);
  const paletteAt = at + size + (fields && size === 40 ? (code === 6 ? 16 : 12) : 0);
  const entry = isCore ? 3 : 4;
  const named = isCore ? 0 : view.readUInt32LE(at + 32);
  const colours = bits > 8 ? 0 : Math.min(named || 2 ** bits, 256);
  const paletteEnd = paletteAt + colours * entry;
  const start = pixelsAt && pixelsAt > at + size ? pixelsAt : paletteEnd;
  return {
    width,
    height: Math.floor(height),
    isTopDown: tall < 0,
    bits,
    compression,
    masks,
    palette: paletteOf(bytes.subarray(paletteAt, Math.min(paletteEnd, start)), entry),
    pixelsAt: start,
  };
}

function masksOf(view: Buffer, at: number, size: number, code: number): BmpHeader['masks'] {
  const count = size >= 56 || code === 6 ? 4 : 3;
  requireBytes(view, at + 40 + 4 * count);
  const [red = 0, green = 0, blue = 0, alpha = 0] = Array.from({ length: count }, (_, i) =>
    view.readUInt32LE(at + 40 + 4 * i),
  );
  return red || green || blue ? [red, green, blue, alpha] : [0xff0000, 0xff00, 0xff, 0];
}

function paletteOf(entries: Uint8Array, entry: number): Uint8Array {
  const palette = new Uint8Array(256 * 3);
  for (let i = 0; (i + 1) * entry <= entries.length; i++)
    for (let c = 0; c < 3; c++) palette[3 * i + c] = entries[i * entry + 2 - c] as number;
  return palette;
}
