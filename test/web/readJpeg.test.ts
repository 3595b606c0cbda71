import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { Random } from '../../src/core/index.js';
import { decodePhoto } from '../../src/vision/loading/decodePhoto.js';
import type { PhotoTarget, ResizeMethod } from '../../src/vision/transforms/pixels.js';
import { readJpeg } from '../../src/web/photo/readJpeg.js';

const shared = join(import.meta.dirname, '../../../shared/data');

function targetOf(size: number, resizeMethod: ResizeMethod = 'crop'): PhotoTarget {
  return { height: size, width: size, resizeMethod, fillMode: 'reflection', fillValue: 0 };
}

/** Smooth colours with an edge and noise, so that every coefficient of a block is in use somewhere. */
function picture(width: number, height: number, seed: number): Buffer {
  const random = new Random(seed);
  const waves = Array.from({ length: 6 }, () => [
    random.uniform(0, 0.4),
    random.uniform(0, 0.4),
    random.uniform(0, 6),
  ]);
  const data = Buffer.alloc(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    const [a, b, c] = waves[i % 3] as number[];
    const smooth = 128 + 100 * Math.sin(a! * x + b! * y + c!);
    data[i] = Math.min(255, Math.max(0, smooth + (x > width / 2 ? 60 : 0) + random.uniform(-20, 20)));
  }
  return data;
}

async function expectEqual(bytes: Uint8Array, target: PhotoTarget): Promise<void> {
  const ours = readJpeg(bytes, target);
  const theirs = await decodePhoto(bytes, target);
  expect({ ...ours, data: undefined }).toEqual({ ...theirs, data: undefined });
  expect(Buffer.compare(Buffer.from(ours!.data), Buffer.from(theirs.data))).toBe(0);
}

it('reads JPEGs of any size, quality, sampling and orientation to the pixels that Node reads', async () => {
  const photo = fc.record({
    width: fc.integer({ min: 1, max: 150 }),
    height: fc.integer({ min: 1, max: 150 }),
    quality: fc.integer({ min: 20, max: 100 }),
    chromaSubsampling: fc.constantFrom('4:2:0', '4:4:4'),
    progressive: fc.boolean(),
    orientation: fc.integer({ min: 1, max: 8 }),
    size: fc.constantFrom(4, 9, 16, 33, 224),
    resizeMethod: fc.constantFrom<ResizeMethod>('crop', 'pad', 'squish'),
    grey: fc.boolean(),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(
      photo,
      async ({ width, height, orientation, size, resizeMethod, grey, seed, ...how }) => {
        const image = sharp(picture(width, height, seed), { raw: { width, height, channels: 3 } });
        const bytes = await (grey ? image.greyscale() : image)
          .jpeg(how)
          .withMetadata({ orientation })
          .toBuffer();
        await expectEqual(bytes, targetOf(size, resizeMethod));
      },
    ),
    { numRuns: 150 },
  );
}, 60_000);

it.skipIf(!existsSync(shared))(
  'reads real photos, at full size and shrunk to a quarter and less',
  async () => {
    const folders = ['bears/black', 'bears/teddys', 'catdog/valid/dogs', 'flowers/valid/rose'];
    for (const folder of folders)
      for (const name of readdirSync(join(shared, folder)).slice(0, 12)) {
        const bytes = readFileSync(join(shared, folder, name));
        if (bytes[0] !== 0xff || bytes[1] !== 0xd8) continue;
        for (const size of [224, 96, 24]) await expectEqual(bytes, targetOf(size));
      }
  },
  60_000,
);

/** One photo of strips of 8 rows, each coded anew after a restart marker, as many cameras write them. */
async function withRestarts(width: number, strips: number): Promise<Buffer> {
  const parts = await Promise.all(
    Array.from({ length: strips }, (_, i) =>
      sharp(picture(width, 8, i), { raw: { width, height: 8, channels: 3 } })
        .toColourspace('b-w')
        .jpeg({ quality: 85, optimiseCoding: false })
        .toBuffer(),
    ),
  );
  const scanOf = (jpeg: Buffer): number => jpeg.indexOf(Buffer.from([0xff, 0xda]));
  const [first] = parts as [Buffer];
  const head = Buffer.from(first.subarray(0, scanOf(first)));
  head.writeUInt16BE(strips * 8, head.indexOf(Buffer.from([0xff, 0xc0])) + 5);
  const interval = Buffer.from([0xff, 0xdd, 0, 4, 0, Math.ceil(width / 8)]);
  const scans = parts.flatMap((jpeg, i) => {
    // The first scan keeps its head, and each loses the mark of the end.
    const from = scanOf(jpeg) + (i === 0 ? 0 : 2 + jpeg.readUInt16BE(scanOf(jpeg) + 2));
    return [...(i === 0 ? [] : [Buffer.from([0xff, 0xd0 + ((i - 1) % 8)])]), jpeg.subarray(from, -2)];
  });
  return Buffer.concat([head, interval, ...scans, Buffer.from([0xff, 0xd9])]);
}

it('reads on after the restarts of a camera', async () => {
  const bytes = await withRestarts(60, 20);
  for (const size of [9, 33, 224]) await expectEqual(bytes, targetOf(size));
});

it('refuses, by its head alone, what would fill the memory', async () => {
  const jpeg = await sharp(picture(40, 30, 1), { raw: { width: 40, height: 30, channels: 3 } })
    .jpeg()
    .toBuffer();
  const sized = (marker: number, height: number, width: number): Uint8Array => {
    const bytes = Buffer.from(jpeg);
    const at = bytes.indexOf(Buffer.from([0xff, 0xc0]));
    bytes[at + 1] = marker;
    bytes.writeUInt16BE(height, at + 5);
    bytes.writeUInt16BE(width, at + 7);
    return bytes;
  };
  const tooLarge = expect.objectContaining({ name: 'PhotoError', reason: 'too large' });
  expect(() => readJpeg(sized(0xc0, 12_300, 12_300), targetOf(64))).toThrow(tooLarge);
  expect(() => readJpeg(sized(0xc2, 7_100, 7_100), targetOf(64))).toThrow(tooLarge);
});

it('leaves to the browser what is no ordinary JPEG', async () => {
  const image = sharp(picture(40, 30, 1), { raw: { width: 40, height: 30, channels: 3 } });
  const jpeg = await image.clone().jpeg().toBuffer();
  const target = targetOf(16);
  expect(readJpeg(await image.clone().png().toBuffer(), target)).toBeUndefined();
  expect(readJpeg(await image.clone().toColourspace('cmyk').jpeg().toBuffer(), target)).toBeUndefined();
  expect(readJpeg(jpeg.subarray(0, jpeg.length / 2), target)).toBeUndefined();
  expect(readJpeg(new Uint8Array([0xff, 0xd8]), target)).toBeUndefined();
  fc.assert(
    fc.property(fc.nat(jpeg.length - 1), fc.nat(255), (at, value) => {
      const damaged = Uint8Array.from(jpeg);
      damaged[at] = value;
      // Neither throws nor hangs; a damaged size may be one that fills the memory.
      try {
        readJpeg(damaged, target);
      } catch (error) {
        expect(error).toMatchObject({ name: 'PhotoError', reason: 'too large' });
      }
    }),
    { numRuns: 300 },
  );
});
