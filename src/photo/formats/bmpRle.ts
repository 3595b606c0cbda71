import type { BmpHeader } from './bmpHeader.js';

/** Runs of indices, 8 or 4 bits each, in the order of the file; what is skipped is index 0. */
export function unpackRle(bytes: Uint8Array, header: BmpHeader): Uint8Array {
  const { width, height, compression, pixelsAt } = header;
  const indices = new Uint8Array(width * height);
  const nibbles = compression === 'rle4';
  const byteAt = (at: number): number => {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('it is truncated');
    return byte;
  };
  const indexIn = (byte: number, i: number): number =>
    nibbles ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte;
  let [at, x, y] = [pixelsAt, 0, 0];
  const put = (index: number): void => {
    if (x < width && y < height) indices[y * width + x] = index;
    x += 1;
  };
  while (y < height) {
    // A file may end where the picture does, without the mark.
    if (y === height - 1 && x >= width && at >= bytes.length) break;
    const [count, value] = [byteAt(at), byteAt(at + 1)];
    at += 2;
    if (count > 0) for (let i = 0; i < count; i++) put(indexIn(value, i));
    else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) break;
    else if (value === 2) {
      [x, y] = [x + byteAt(at), y + byteAt(at + 1)];
      at += 2;
    } else {
      const length = nibbles ? Math.ceil(value / 2) : value;
      for (let i = 0; i < value; i++) put(indexIn(byteAt(at + (nibbles ? i >> 1 : i)), i));
      at += length + (length % 2);
    }
  }
  return indices;
}
