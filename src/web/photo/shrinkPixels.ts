import { type Pixels, roundHalfEven } from '../../vision/transforms/pixels.js';
import type { JpegShrink } from '../jpeg/decodeJpeg.js';

/**
 * Shrinks a picture to exactly the pixels that libvips gives (`resize` with a linear kernel: boxes of whole pixels
 * first, then a triangle of 12-bit weights, rows before columns), since a photo must look to the model as it looked in
 * training.
 */
export function shrinkPixels(pixels: Pixels, height: number, width: number): Pixels {
  const rows = shrinkAxis(pixels.data, [1, pixels.height, pixels.width * 3], height, rowsAtOnce);
  return { data: shrinkAxis(rows, [height, pixels.width, 3], width, width), width, height };
}

/** libvips makes so many rows at a time, and counts anew where each time begins: sums of fractions are not exact. */
const rowsAtOnce = 10;

/** By what libvips (through sharp) has a JPEG shrunk while it is decoded. */
export function jpegShrink(
  [height, width]: readonly [number, number],
  [toHeight, toWidth]: readonly [number, number],
): JpegShrink {
  const shrink = Math.min(height / toHeight, width / toWidth);
  const factor = shrink >= 8 ? 8 : shrink >= 4 ? 4 : shrink >= 2 ? 2 : 1;
  // Left one step larger where it would be just as large as asked for.
  return (factor > 1 && Math.floor(shrink) === factor ? factor / 2 : factor) as JpegShrink;
}

/** An axis of a picture: how many lines it has, after how many parts of the picture, each of how many bytes. */
type Axis = readonly [parts: number, lines: number, bytes: number];

/**
 * Makes one axis `wanted` lines long. The axis of rows has one part, and lines of a whole row; that of columns has a row in
 * each part, and lines of one pixel.
 *
 * @param strip results after which the place is counted anew
 */
function shrinkAxis(whole: Uint8Array, [parts, length, bytes]: Axis, wanted: number, strip: number) {
  if (wanted >= length) return whole;
  const box = Math.max(1, Math.floor(length / wanted / 2));
  const data = box > 1 ? means(whole, [parts, length, bytes], box) : whole;
  const lines = Math.ceil(length / box);
  // In libvips's own order: a product of a rounded quotient is not the number itself.
  const shrink = 1 / (1 / (length / wanted));
  const rest = shrink / box;
  const points = 2 * roundHalfEven(rest) + 1;
  const masks = Array.from({ length: 65 }, (_, i) => mask(points, rest, i / 64));
  const offset = (1 + (wanted * shrink - length) / box) / 2 - 1;
  const out = new Uint8Array(parts * wanted * bytes);
  const sums = new Int32Array(bytes);
  for (let i = 0, place = 0; i < wanted; i++, place += rest) {
    if (i % strip === 0) place = (i + 0.5) * rest - 0.5 - offset;
    const start = Math.trunc(place) - (Math.ceil(points / 2) - 1);
    const weights = masks[((Math.trunc(place * 128) & 127) + 1) >> 1]!;
    for (let part = 0; part < parts; part++) {
      sums.fill(2048);
      for (let n = 0; n < points; n++) {
        const weight = weights[n]!;
        // Outside the picture its border goes on.
        const from = (part * lines + clamp(start + n, lines)) * bytes;
        for (let k = 0; k < bytes; k++) sums[k] = sums[k]! + weight * data[from + k]!;
      }
      const to = (part * wanted + i) * bytes;
      for (let k = 0; k < bytes; k++) out[to + k] = sums[k]! >> 12;
    }
  }
  return out;
}

/** A triangle of `points` weights, of 4096, around `x` of the way from the middle pixel to the next. */
function mask(points: number, shrink: number, x: number): Int16Array {
  const half = x + points / 2 - 1;
  const heights = Array.from({ length: points }, (_, i) => Math.max(0, 1 - Math.abs((i - half) / shrink)));
  const sum = heights.reduce((a, b) => a + b, 0);
  return Int16Array.from(heights, (value) => Math.trunc((value / sum) * 4096));
}

/** Means of each `box` lines, by libvips's division by multiplication. */
function means(data: Uint8Array, [parts, lines, bytes]: Axis, box: number): Uint8Array {
  const multiplier = Math.floor(2 ** 32 / (256 * box));
  const wanted = Math.ceil(lines / box);
  const out = new Uint8Array(parts * wanted * bytes);
  const sums = new Int32Array(bytes);
  for (let to = 0, line = 0; to < out.length; to += bytes, line++) {
    const part = Math.floor(line / wanted);
    sums.fill(box >> 1);
    for (let n = 0; n < box; n++) {
      const from = (part * lines + clamp((line - part * wanted) * box + n, lines)) * bytes;
      for (let k = 0; k < bytes; k++) sums[k] = sums[k]! + data[from + k]!;
    }
    for (let k = 0; k < bytes; k++) out[to + k] = Math.imul(sums[k]!, multiplier) >>> 24;
  }
  return out;
}

function clamp(i: number, length: number): number {
  return Math.min(Math.max(i, 0), length - 1);
}
