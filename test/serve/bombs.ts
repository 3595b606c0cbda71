import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';

const pngMagic = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A PNG chunk with a right checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A grey PNG whose rows are `pixels`, with `extra` chunks before them. */
export function png(
  width: number,
  height: number,
  depth: number,
  pixels: Uint8Array,
  extra: readonly Buffer[] = [],
): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, 0], 8);
  const data = pngChunk('IDAT', deflateSync(pixels));
  const end = pngChunk('IEND', Buffer.alloc(0));
  return Buffer.concat([pngMagic, pngChunk('IHDR', header), ...extra, data, end]);
}

const smallPng = (...extra: Buffer[]): Buffer => png(8, 8, 8, new Uint8Array(72), extra);
/** So many bytes of text, packed. */
const packed = (bytes: number): Buffer => deflateSync(Buffer.alloc(bytes, 0x61));

function riff(...chunks: readonly Buffer[]): Buffer {
  const body = Buffer.concat([Buffer.from('WEBP'), ...chunks]);
  const head = Buffer.from('RIFF\0\0\0\0');
  head.writeUInt32LE(body.length, 4);
  return Buffer.concat([head, body]);
}

function webpChunk(type: string, data: Uint8Array): Buffer {
  const head = Buffer.from(`${type}\0\0\0\0`);
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

/** The header of an extended WebP: its flags and the size of its canvas. */
function vp8x(flags: number, width: number, height: number): Buffer {
  const data = Buffer.alloc(10);
  data.writeUInt8(flags, 0);
  data.writeUIntLE(width - 1, 4, 3);
  data.writeUIntLE(height - 1, 7, 3);
  return webpChunk('VP8X', data);
}

const grey = (side: number): Sharp =>
  sharp({ create: { width: side, height: side, channels: 3, background: '#808080' } });

/** The chunk with the picture of a small lossless WebP. */
async function webpPicture(): Promise<Buffer> {
  return (await grey(8).webp({ lossless: true }).toBuffer()).subarray(12);
}

async function webpFrames(frames: number): Promise<Buffer> {
  const frame = webpChunk(
    'ANMF',
    Buffer.concat([Buffer.from([0, 0, 0, 0, 0, 0, 7, 0, 0, 7, 0, 0, 9, 0, 0, 0]), await webpPicture()]),
  );
  return riff(vp8x(2, 8, 8), webpChunk('ANIM', Buffer.alloc(6)), ...new Array<Buffer>(frames).fill(frame));
}

/** Directories of EXIF: each entry is tag, type, count, value; `next` is where the next one stands. */
function exif(entries: readonly (readonly [number, number, number, number])[], next: number): Buffer {
  const block = Buffer.alloc(8 + 2 + 12 * entries.length + 4);
  block.write('II*\0\x08\0\0\0', 'latin1');
  block.writeUInt16LE(entries.length, 8);
  for (const [i, [tag, type, count, value]] of entries.entries()) {
    const at = 10 + 12 * i;
    block.writeUInt16LE(tag, at);
    block.writeUInt16LE(type, at + 2);
    block.writeUInt32LE(count, at + 4);
    block.writeUInt32LE(value, at + 8);
  }
  block.writeUInt32LE(next, block.length - 4);
  return block;
}

/** A directory of 5,000 entries, each of which leads to it again. */
export const exifLoop = (): Buffer =>
  exif(
    Array.from({ length: 5000 }, () => [0x8769, 4, 1, 8] as const),
    8,
  );
/** 5,000 entries that all claim the same 50,000 bytes. */
const exifOverlap = (): Buffer =>
  exif(
    Array.from({ length: 5000 }, (_, i) => [0x9000 + i, 7, 50_000, 8] as const),
    0,
  );

/** A JPEG with an EXIF block. */
export async function jpegWith(exifBlock: Buffer): Promise<Buffer> {
  const photo = await grey(8).jpeg().toBuffer();
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exifBlock.length + 8, 2);
  return Buffer.concat([photo.subarray(0, 2), head, Buffer.from('Exif\0\0'), exifBlock, photo.subarray(2)]);
}

/** A progressive JPEG whose last scan comes again and again. */
async function jpegScans(times: number): Promise<Buffer> {
  const photo = await grey(2048).jpeg({ progressive: true }).toBuffer();
  const last = photo.lastIndexOf(Buffer.from([0xff, 0xda]));
  const scan = photo.subarray(last, -2);
  return Buffer.concat([photo.subarray(0, last), ...new Array<Buffer>(times).fill(scan), photo.subarray(-2)]);
}

function gifFrames(frames: number, side = 8): Buffer {
  const size = Buffer.from(Uint16Array.of(side, side).buffer);
  const frame = Buffer.concat([Buffer.from([0x2c, 0, 0, 0, 0]), size, Buffer.from([0, 2, 2, 0x44, 1, 0])]);
  const head = Buffer.concat([
    Buffer.from('GIF89a'),
    size,
    Buffer.from([0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
  ]);
  return Buffer.concat([head, ...new Array<Buffer>(frames).fill(frame), Buffer.from([0x3b])]);
}

/**
 * Photos that are small, or as large as a body may be, and cost their decoder minutes or gigabytes; by name.
 *
 * @param scale 1 for their full size; less where a test must be quick
 */
export async function bombs(scale: number): Promise<ReadonlyMap<string, Buffer>> {
  const n = (full: number): number => Math.max(2, Math.round(full * scale));
  return new Map([
    ['a WebP of 100,000 frames', await webpFrames(Math.max(2000, n(100_000)))],
    ['a PNG of 1 × 50 million pixels', png(1, 50_000_000, 1, new Uint8Array(n(100_000_000)))],
    ['a PNG of 50 million × 1 pixels', png(50_000_000, 1, 1, new Uint8Array(6_250_001))],
    ['a JPEG whose EXIF leads back to itself', await jpegWith(exifLoop())],
    [
      'a PNG with an iTXt that unpacks to 480 MB',
      smallPng(
        pngChunk('iTXt', Buffer.concat([Buffer.from('a\0\x01\0\0\0', 'latin1'), packed(n(480_000_000))])),
      ),
    ],
    [
      'a PNG with a profile that unpacks to 480 MB',
      smallPng(pngChunk('iCCP', Buffer.concat([Buffer.from('a\0\0'), packed(n(480_000_000))]))),
    ],
    [
      'a PNG with 100,000 texts',
      smallPng(...new Array<Buffer>(Math.max(2000, n(100_000))).fill(pngChunk('tEXt', Buffer.from('a\0b')))),
    ],
    ['a PNG whose EXIF leads back to itself', smallPng(pngChunk('eXIf', exifLoop()))],
    [
      'a WebP whose EXIF leads back to itself',
      riff(vp8x(8, 8, 8), await webpPicture(), webpChunk('EXIF', exifLoop())),
    ],
    ['a JPEG whose EXIF entries share their bytes', await jpegWith(exifOverlap())],
    ['a progressive JPEG of 5,000 scans', await jpegScans(Math.max(1000, n(5000)))],
    ['a GIF of 500,000 frames', gifFrames(Math.max(2000, n(500_000)))],
    ['a GIF that claims 65,535 pixels a side', gifFrames(1, 65_535)],
    [
      'a WebP with a canvas of 16 million pixels a side',
      riff(vp8x(0, 2 ** 24, 2 ** 24), await webpPicture()),
    ],
    ['a PNG of 60,000 × 60,000', png(60_000, 60_000, 1, new Uint8Array(1000))],
  ]);
}
