import { type BmpHeader, readBmpHeader } from './bmpHeader.js';
import { unpackRle } from './bmpRle.js';
import type { RawPicture } from './rawPicture.js';
import { bufferOf, requireBytes } from './rawPicture.js';

/** Decodes a Windows or OS/2 bitmap. */
export function decodeBmp(bytes: Uint8Array): RawPicture {
  requireBytes(bytes, 26);
  return bmpPixels(bytes, readBmpHeader(bytes, 14, bufferOf(bytes).readUInt32LE(10)));
}

/** Decodes a bitmap without its file header. */
export function decodeDib(bytes: Uint8Array): RawPicture {
  return bmpPixels(bytes, readBmpHeader(bytes, 0));
}

/** The pixels that a header announces, from the top. */
export function bmpPixels(bytes: Uint8Array, header: BmpHeader): RawPicture {
  return header.bits > 8 ? directColours(bytes, header) : paletteColours(bytes, header);
}

/** Bytes of a row: it ends at a multiple of four. */
export function bmpStride(width: number, bits: number): number {
  return Math.ceil((width * bits) / 32) * 4;
}

/** The padding of the last row may be missing. */
function requireRows(bytes: Uint8Array, { width, height, bits, pixelsAt }: BmpHeader, stride: number): void {
  requireBytes(bytes, pixelsAt + stride * (height - 1) + Math.ceil((width * bits) / 8));
}

function paletteColours(bytes: Uint8Array, header: BmpHeader): RawPicture {
  const { width, height, palette, isTopDown, compression } = header;
  const indices = compression === 'none' ? unpackBits(bytes, header) : unpackRle(bytes, header);
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, o = 0; y < height; y++) {
    const row = (isTopDown ? y : height - 1 - y) * width;
    for (let x = 0; x < width; x++, o += 3) {
      const at = (indices[row + x] as number) * 3;
      data[o] = palette[at] as number;
      data[o + 1] = palette[at + 1] as number;
      data[o + 2] = palette[at + 2] as number;
    }
  }
  return { data, width, height, channels: 3 };
}

/** One byte for each pixel of 1, 2, 4 or 8 bits, in the order of the file. */
function unpackBits(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, bits, pixelsAt } = header;
  const stride = bmpStride(width, bits);
  requireRows(bytes, header, stride);
  const indices = new Uint8Array(width * height);
  const mask = 2 ** bits - 1;
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++, o++) {
      const bit = x * bits;
      const byte = bytes[pixelsAt + y * stride + (bit >> 3)] as number;
      indices[o] = (byte >> (8 - bits - (bit & 7))) & mask;
    }
  return indices;
}

function directColours(bytes: Uint8Array, header: BmpHeader): RawPicture {
  const { width, height, bits, isTopDown, masks, pixelsAt } = header;
  const stride = bmpStride(width, bits);
  requireRows(bytes, header, stride);
  const parts = masks.filter((mask, i) => i < 3 || mask !== 0).map(partOf);
  const channels = parts.length === 4 ? 4 : 3;
  const data = new Uint8Array(width * height * channels);
  const step = bits / 8;
  for (let y = 0, o = 0; y < height; y++) {
    let at = pixelsAt + (isTopDown ? y : height - 1 - y) * stride;
    for (let x = 0; x < width; x++, at += step) {
      let pixel = 0;
      for (let b = step - 1; b >= 0; b--) pixel = (pixel << 8) | (bytes[at + b] as number);
      for (const { mask, shift, most } of parts)
        data[o++] = most > 0 ? Math.floor((((pixel & mask) >>> shift) * 255) / most) : 0;
    }
  }
  return { data, width, height, channels };
}

/** Where a channel stands in a pixel and how large it can be. */
function partOf(mask: number): { mask: number; shift: number; most: number } {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  return { mask, shift, most: mask >>> shift };
}
