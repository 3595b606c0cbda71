import type { Pixels } from '../../vision/transforms/pixels.js';
import { word } from '../jpeg/format.js';

/** EXIF's number of how a JPEG is to be turned, 1–8; 1 where it says nothing. */
export function jpegOrientation(bytes: Uint8Array): number {
  for (let at = 2; at + 10 < bytes.length && bytes[at] === 0xff; at += 2 + word(bytes, at + 2)) {
    const marker = bytes[at + 1];
    if (marker === 0xda) break;
    // “Exif”, two zeros, and then a TIFF header.
    if (marker === 0xe1 && word(bytes, at + 4) === 0x4578 && word(bytes, at + 6) === 0x6966)
      return tiffOrientation(bytes.subarray(at + 10, at + 2 + word(bytes, at + 2)));
  }
  return 1;
}

function tiffOrientation(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = tiff[0] === 0x49;
  if (tiff.length < 8) return 1;
  const directory = view.getUint32(4, little);
  if (directory + 2 > tiff.length) return 1;
  const entries = view.getUint16(directory, little);
  for (let i = 0; i < entries; i++) {
    const at = directory + 2 + i * 12;
    if (at + 12 > tiff.length) break;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 8, little);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** A picture turned as EXIF's number says: from 5 on its sides change places. */
export function uprightPixels(pixels: Pixels, orientation: number): Pixels {
  if (orientation <= 1) return pixels;
  const { data, width, height } = pixels;
  const turned = orientation >= 5;
  const [columns, rows] = turned ? [height, width] : [width, height];
  const flipX = [2, 3, 7, 8].includes(orientation);
  const flipY = [3, 4, 6, 7].includes(orientation);
  const out = new Uint8Array(data.length);
  for (let y = 0, o = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++, o += 3) {
      const [u, v] = turned ? [y, x] : [x, y];
      const from = ((flipY ? height - 1 - v : v) * width + (flipX ? width - 1 - u : u)) * 3;
      out[o] = data[from]!;
      out[o + 1] = data[from + 1]!;
      out[o + 2] = data[from + 2]!;
    }
  }
  return { data: out, width: columns, height: rows };
}
