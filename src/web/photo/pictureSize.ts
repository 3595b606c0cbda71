import { PhotoError } from '../errors.js';

/**
 * Pixels of a picture that a page takes at most. Decoded whole it needs 7 bytes for each, and a progressive JPEG 3 to 6.
 */
export const mostPixels = 50_000_000;

/** Pixels of a JPEG that is shrunk as it is read, and of any photo in Node. */
export const mostStreamed = 150_000_000;

/** @throws {PhotoError} when a picture would fill the memory; its size is known before it is decoded */
export function requireFits(width: number, height: number, most = mostPixels): void {
  if (width * height <= most) return;
  const [has, takes] = [width * height, most].map((pixels) => Math.round(pixels / 1e6));
  throw new PhotoError(
    'too large',
    `The picture has ${has} megapixels (${width} × ${height}), which would fill the memory: a page takes ${takes}. Make it smaller, or an ordinary JPEG of at most 150.`,
  );
}

/** Width and height of a PNG, GIF or WebP, by its head; nothing for other files. */
export function pictureSize(bytes: Uint8Array): [width: number, height: number] | undefined {
  if (bytes.length < 30) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const short = (at: number): number => view.getUint16(at, true);
  switch (view.getUint32(0)) {
    case 0x89504e47: // PNG
      return [view.getUint32(16), view.getUint32(20)];
    case 0x47494638: // GIF8
      return [short(6), short(8)];
    case 0x52494646: // RIFF, and the kind of a WebP
      switch (view.getUint32(12)) {
        case 0x56503858: // VP8X: three bytes each
          return [short(24) + bytes[26]! * 65536 + 1, short(27) + bytes[29]! * 65536 + 1];
        case 0x5650384c: // VP8L: 14 bits each
          return [(short(21) & 16383) + 1, ((view.getUint32(21, true) >>> 14) & 16383) + 1];
        case 0x56503820: // VP8
          return [short(26) & 16383, short(28) & 16383];
      }
  }
  return undefined;
}
