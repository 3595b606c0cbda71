import { bmpPixels, bmpStride } from './bmp.js';
import { readBmpHeader } from './bmpHeader.js';
import type { RawPicture } from './rawPicture.js';
import { bufferOf, requireBytes } from './rawPicture.js';

/** A PNG inside an icon, to be opened in its place. */
export interface EmbeddedPhoto {
  readonly embedded: Uint8Array;
}

interface IconEntry {
  readonly pixels: number;
  readonly depth: number;
  readonly size: number;
  readonly at: number;
}

/** Decodes the largest picture of an icon or a cursor; of equally large ones that with the fewest colours, as Pillow. */
export function decodeIco(bytes: Uint8Array): RawPicture | EmbeddedPhoto {
  const [entry] = entriesOf(bytes).sort((a, b) => b.pixels - a.pixels || a.depth - b.depth);
  if (!entry) throw new Error('it is damaged: an icon without a picture');
  requireBytes(bytes, entry.at + 16);
  const image = bytes.subarray(entry.at);
  if (image[0] === 0x89 && image[1] === 0x50) return { embedded: image };
  const header = readBmpHeader(image, 0, undefined, true);
  const withAlpha = { ...header, masks: [0xff0000, 0xff00, 0xff, 0xff000000 | 0] as const };
  if (header.bits === 32) return bmpPixels(image, withAlpha);
  const picture = bmpPixels(image, header);
  const stride = bmpStride(header.width, 1);
  const maskAt = header.pixelsAt + bmpStride(header.width, header.bits) * header.height;
  return masked(picture, image.subarray(maskAt, maskAt + stride * header.height), stride);
}

function entriesOf(bytes: Uint8Array): IconEntry[] {
  const view = bufferOf(bytes);
  requireBytes(bytes, 6);
  const [kind, count] = [view.readUInt16LE(2), view.readUInt16LE(4)];
  requireBytes(bytes, 6 + 16 * count);
  return Array.from({ length: count }, (_, i) => {
    const at = 6 + 16 * i;
    const pixels = (view[at] || 256) * (view[at + 1] || 256);
    const colours = view[at + 2] as number;
    // A cursor has its hot spot there.
    const bits = kind === 1 ? view.readUInt16LE(at + 6) : 0;
    const depth = bits || (colours > 0 && Math.ceil(Math.log2(colours))) || 256;
    return { pixels, depth, size: view.readUInt32LE(at + 8), at: view.readUInt32LE(at + 12) };
  });
}

/** The mask's ones are transparent; an icon whose mask is cut off has none. */
function masked({ data, width, height }: RawPicture, mask: Uint8Array, stride: number): RawPicture {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0, o = 0; y < height; y++)
    for (let x = 0; x < width; x++, o++) {
      rgba.set(data.subarray(o * 3, o * 3 + 3), o * 4);
      const byte = mask[(height - 1 - y) * stride + (x >> 3)] ?? 0;
      rgba[o * 4 + 3] = (byte >> (7 - (x & 7))) & 1 ? 0 : 255;
    }
  return { data: rgba, width, height, channels: 4 };
}
