import type { Pixels } from '../../vision/transforms/pixels.js';
import { UnusualJpegError, word } from './format.js';
import {
  type Component,
  type Frame,
  isRgb,
  readFrame,
  readHuffman,
  readQuantisation,
  type Tables,
} from './header.js';
import { drawBlock, readScan } from './scan.js';
import { type Plane, upsample } from './upsample.js';

/** By what a photo is shrunk while it is decoded. */
export type JpegShrink = 1 | 2 | 4 | 8;

/**
 * Decodes a JPEG to exactly the pixels that libjpeg gives, as stored (not yet upright). Browsers use different
 * decoders, apply colour profiles, and have no way to shrink a photo while it is decoded, as libvips does for training.
 *
 * @param shrinkFor what to shrink it by, given its size as stored, and whether all its coefficients have to be kept
 * @throws UnusualJpegError for whatever the browser should decode
 */
export function decodeJpeg(
  bytes: Uint8Array,
  shrinkFor: (height: number, width: number, progressive: boolean) => JpegShrink,
): Pixels {
  const tables: Tables = { quant: [], dc: [], ac: [], restartInterval: 0, adobe: undefined, hasJfif: false };
  let frame: Frame | undefined;
  for (let at = 2; ; ) {
    const marker = bytes[at + 1];
    if (bytes[at] !== 0xff || marker === undefined) throw new UnusualJpegError();
    if (marker === 0xd9) break;
    if (marker === 0xff) {
      at++;
      continue;
    }
    const [start, end] = [at + 4, at + 2 + word(bytes, at + 2)];
    at = end;
    if (marker >= 0xc0 && marker <= 0xc2) {
      const progressive = marker === 0xc2;
      if (frame) throw new UnusualJpegError();
      frame = readFrame(
        bytes,
        start,
        progressive,
        (height, width) => 8 / shrinkFor(height, width, progressive),
      );
    } else if (marker !== 0xda) readSegment(marker, bytes, start, end, tables);
    else if (frame) at = readScan(bytes, start, frame, tables);
    else break;
  }
  if (!frame?.components.every(({ quant }) => quant)) throw new UnusualJpegError();
  return interleave(frame, isRgb(frame, tables));
}

function readSegment(marker: number, bytes: Uint8Array, start: number, end: number, tables: Tables): void {
  const says = (text: string): boolean =>
    [...text].every((letter, i) => bytes[start + i] === letter.charCodeAt(0));
  if (marker === 0xdb) readQuantisation(bytes, start, end, tables);
  else if (marker === 0xc4) readHuffman(bytes, start, end, tables);
  else if (marker === 0xdd) tables.restartInterval = word(bytes, start);
  else if (marker === 0xe0 && says('JFIF')) tables.hasJfif = true;
  else if (marker === 0xee && says('Adobe')) tables.adobe = bytes[start + 11];
  else if (marker >= 0xc3 && marker <= 0xcf) throw new UnusualJpegError();
}

/** The samples of one channel, as many as the picture has pixels; `width` and `height` are the picture's. */
function planeOf(component: Component, frame: Frame, width: number, height: number): Plane {
  const { h, v, across, down, size: own, samples } = component;
  const { maxH, maxV, size, progressive } = frame;
  for (let row = 0; progressive && row < down; row++)
    for (let column = 0; column < across; column++)
      drawBlock(component, row, column, (row * component.stored + column) * 64);
  const plane = {
    data: samples,
    stride: across * own,
    width: Math.ceil((width * h * own) / (maxH * 8)),
    height: Math.ceil((height * v * own) / (maxV * 8)),
  };
  return upsample(plane, (maxH * size) / (h * own), (maxV * size) / (v * own), size > 1);
}

function interleave(frame: Frame, rgb: boolean): Pixels {
  const { size, components } = frame;
  // libjpeg would round up; libvips drops the last samples, which are not of whole pixels.
  const [width, height] = [frame.width, frame.height].map((n) => Math.floor((n * size) / 8)) as [
    number,
    number,
  ];
  const planes = components.map((component) => planeOf(component, frame, width, height));
  const [first, second = first, third = first] = planes as [Plane, Plane?, Plane?];
  const out = new Uint8ClampedArray(width * height * 3);
  const plain = rgb || planes.length === 1;
  for (let y = 0, o = 0; y < height; y++) {
    const [i, j, k] = [y * first.stride, y * second.stride, y * third.stride];
    for (let x = 0; x < width; x++, o += 3) {
      const a = first.data[i + x]!;
      const b = second.data[j + x]!;
      const c = third.data[k + x]!;
      // jdcolor.c: 16 bits after the point.
      out[o] = plain ? a : a + ((91881 * (c - 128) + 32768) >> 16);
      out[o + 1] = plain ? b : a + ((-22554 * (b - 128) - 46802 * (c - 128) + 32768) >> 16);
      out[o + 2] = plain ? c : a + ((116130 * (b - 128) + 32768) >> 16);
    }
  }
  return { data: new Uint8Array(out.buffer), width, height };
}
