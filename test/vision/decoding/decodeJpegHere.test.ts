import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type JpegOptions, type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { jpegDecoder } from '../../../src/engine/index.js';
import { decodePhoto } from '../../../src/vision/index.js';
import { decodeJpegHere } from '../../../src/vision/loading/decodeJpegHere.js';
import { runPhotoJob } from '../../../src/vision/loading/photoJob.js';
import type { PhotoTarget } from '../../../src/vision/transforms/pixels.js';

/** Colours that change from pixel to pixel, with edges: what a decoder that takes a short way gets wrong. */
function picture(height: number, width: number): Sharp {
  const data = Buffer.alloc(height * width * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    data[i] = ((x * (3 + (i % 3))) ^ (y * 5)) + (x > y ? 90 : 0);
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

const target: PhotoTarget = {
  height: 64,
  width: 64,
  resizeMethod: 'crop',
  fillMode: 'reflection',
  fillValue: 0,
};
const decoder = jpegDecoder() as string;
const here = (bytes: Uint8Array, shared = false) => decodeJpegHere(bytes, target, { decoder, shared });

describe.skipIf(decoder === undefined)('decodeJpegHere, where TensorFlow was set up', () => {
  it('gives the pixels of sharp, to the last bit', async () => {
    const kinds: JpegOptions[] = [4, 1, 0].flatMap((chroma) =>
      [30, 80, 100].flatMap((quality) =>
        [false, true].map((progressive) => ({
          quality,
          progressive,
          chromaSubsampling: chroma === 4 ? '4:4:4' : '4:2:0',
          optimizeCoding: chroma !== 1,
        })),
      ),
    );
    for (const [height, width] of [
      [65, 101],
      [120, 88],
      [8, 9],
    ] as const) {
      for (const options of kinds) {
        const bytes = await picture(height, width).jpeg(options).toBuffer();
        const expected = await decodePhoto(bytes, target);
        const decoded = here(bytes);
        expect(decoded).toMatchObject({ height, width, originalHeight: height, originalWidth: width });
        expect(Buffer.compare(decoded!.data, expected.data), JSON.stringify(options)).toBe(0);
      }
    }
  });

  it('writes into shared memory when the pixels are to be kept', async () => {
    const bytes = await picture(70, 70).jpeg().toBuffer();
    const [kept, passing] = [here(bytes, true)!, here(bytes, false)!];
    expect(kept.data.buffer).toBeInstanceOf(SharedArrayBuffer);
    expect(passing.data.buffer).toBeInstanceOf(ArrayBuffer);
    expect(Buffer.compare(kept.data, passing.data)).toBe(0);
  });

  it('leaves to decodePhoto what is not ordinary, and all that has a fault', async () => {
    const ordinary = picture(70, 90);
    const whole = await ordinary.clone().jpeg().toBuffer();
    const garbled = Buffer.from(whole);
    garbled.fill(0xff, 900, 960);
    const others = {
      PNG: await ordinary.clone().png().toBuffer(),
      EXIF: await ordinary.clone().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
      grey: await ordinary.clone().toColourspace('b-w').jpeg().toBuffer(),
      CMYK: await ordinary.clone().toColourspace('cmyk').jpeg().toBuffer(),
      'to be shrunk': await picture(400, 400).jpeg().toBuffer(),
      truncated: whole.subarray(0, whole.length - 40),
      'cut short and closed': Buffer.concat([whole.subarray(0, 800), Buffer.from([0xff, 0xd9])]),
      'data that make no sense': garbled,
      empty: Buffer.alloc(0),
    };
    for (const [what, bytes] of Object.entries(others)) expect(here(bytes)?.height, what).toBeUndefined();
    expect(here(whole)?.height).toBe(70);
  });

  it('leaves a job without it the same values', async () => {
    const bytes = await picture(70, 70).jpeg().toBuffer();
    const output = new Float32Array(new SharedArrayBuffer(64 * 64 * 3 * 4));
    const common = {
      target,
      stats: undefined,
      output,
      cancelled: new SharedArrayBuffer(4),
      keepDecoded: true,
    };
    const tasks = [{ slot: 0, photo: { source: bytes }, drawn: [] }];
    const values: Float32Array[] = [];
    for (const jpegDecoder of [decoder, undefined]) {
      const { failures, decoded } = await runPhotoJob({ ...common, tasks, jpegDecoder });
      expect([failures.length, decoded.length]).toEqual([0, 1]);
      values.push(output.slice());
    }
    expect(Math.max(...values[0]!)).toBeGreaterThan(0.5);
    expect(values[0]).toEqual(values[1]);
  });
});

it('leaves all to decodePhoto when somebody has removed the addon', async () => {
  const bytes = await picture(70, 70).jpeg().toBuffer();
  const options = { decoder: join(tmpdir(), 'no-such-addon.node'), shared: false };
  expect(decodeJpegHere(bytes, target, options)).toBeUndefined();
});
