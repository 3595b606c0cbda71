import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import {
  decodeFailure,
  isImageHead,
  openPhoto,
  photoKind,
  UnsupportedPhotoError,
} from '../../src/photo/index.js';
import { decodePhoto } from '../../src/vision/loading/decodePhoto.js';

interface Picture {
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly rgb: string;
}

/** Written by makePillow.py. */
const pictures: Record<string, Picture> = JSON.parse(
  readFileSync(join(import.meta.dirname, 'pillow.json'), 'utf8'),
);
const names = Object.keys(pictures);
const fileOf = (name: string): Buffer => Buffer.from(pictures[name]?.file ?? '', 'base64');

/** Largest difference that decoders of JPEG may have. */
const slack = (name: string): number => (name.endsWith('.jpg') ? 2 : 0);

describe('openPhoto', () => {
  it.each(names)('gives what Pillow gives for %s (1,253 odd files beside Pillow)', async (name) => {
    const { width, height, rgb } = pictures[name] as Picture;
    const photo = await decodePhoto(fileOf(name));
    expect([photo.width, photo.height]).toEqual([width, height]);
    const expected = Buffer.from(rgb, 'base64');
    expect(photo.data.length).toBe(expected.length);
    const worst = photo.data.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? 0))),
      0,
    );
    expect(worst).toBeLessThanOrEqual(slack(name));
  });

  it('says of a photo that is cut off that it is, and of no other kind of error', async () => {
    for (const name of names.filter((name) => /\.(bmp|dib|ppm|pgm|pbm|tga|ico)$/.test(name))) {
      const file = fileOf(name);
      const cut = file.subarray(0, Math.floor(file.length * 0.6));
      const failure = await decodePhoto(cut).catch((error: unknown) => error);
      expect(failure, name).toMatchObject({ broken: true });
    }
  });

  it('refuses sides and numbers of pixels before it takes memory for them', async () => {
    const bmp = fileOf('rgb.bmp');
    bmp.writeInt32LE(40_000, 18);
    bmp.writeInt32LE(40_000, 22);
    const tga = fileOf('packed.tga');
    tga.writeUInt16LE(60_000, 12);
    tga.writeUInt16LE(60_000, 14);
    const large = { create: { width: 70_000, height: 2, channels: 3, background: '#333' } } as const;
    const files = [bmp, tga, Buffer.from('P5 99999 99999 255\n'), await sharp(large).png().toBuffer()];
    for (const file of files) {
      const error = await openPhoto(file).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(UnsupportedPhotoError);
      expect(decodeFailure(error, file).broken).toBe(false);
    }
  });

  it('never crashes, hangs or takes more than the limit on damaged headers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names.filter((name) => /\.(bmp|dib|p.m|tga|ico|cur)$/.test(name))),
        fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0.3, max: 1, noNaN: true }),
        async (name, changes, share) => {
          const whole = fileOf(name);
          const file = whole.subarray(0, Math.ceil(whole.length * share));
          for (const [at, byte] of changes) if (at < file.length) file[at] = byte;
          try {
            const { image, width, height } = await openPhoto(file);
            expect(width * height).toBeLessThanOrEqual(150_000_000);
            if (width * height < 1e6) await image.raw().toBuffer();
          } catch (error) {
            expect(decodeFailure(error, file).reason).not.toBe('');
            expect(String(error)).not.toMatch(/undefined|RangeError|TypeError|not a function/);
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('keeps the pixels of ordinary photos bit for bit', async () => {
    const raw = { width: 33, height: 21, channels: 3 } as const;
    const pixels = Uint8Array.from({ length: 33 * 21 * 3 }, (_, i) => (i * 7919) % 256);
    for (const format of ['jpeg', 'png', 'webp', 'gif', 'tiff'] as const) {
      const file = await sharp(pixels, { raw }).toFormat(format).toBuffer();
      const expected = await sharp(file).removeAlpha().toColourspace('srgb').raw().toBuffer();
      expect(Buffer.from((await decodePhoto(file)).data).equals(expected), format).toBe(true);
    }
  });

  it('opens the PNG in an icon, and shows a picture whose alpha is all 0', async () => {
    expect((await openPhoto(fileOf('png.ico'))).format).toBe('png');
    const pixels = Buffer.alloc(2 * 2 * 4);
    for (let i = 0; i < 16; i += 4) pixels[i] = 200;
    const head = Buffer.alloc(18);
    head.set([0, 0, 2], 0);
    head.set([2, 0, 2, 0, 32, 8], 12);
    expect([...(await decodePhoto(Buffer.concat([head, pixels]))).data.subarray(0, 3)]).toEqual([0, 0, 200]);
  });
});

describe('photoKind', () => {
  it.each([
    ['a text that begins with BM', 'BMW and other cars'],
    ['a list', 'P1 Ada\nP2 Bob'],
    ['a page', '<!DOCTYPE html><svg>'],
    ['zeros', '\0'.repeat(64)],
    ['TrueType', '\0\x01\0\0\0\x0f\0\x80\0\x03\0\x70'.padEnd(64, '\0')],
  ])('takes no picture from %s', (_, text) => {
    expect(isImageHead(Buffer.from(text, 'latin1'))).toBe(false);
  });

  it('answers in a moment whatever stands there', () => {
    const started = process.cpuUsage();
    for (const part of ['<?xml <', 'P1 # ', '<!--', ' ']) photoKind(Buffer.from(part.repeat(100_000)));
    expect(process.cpuUsage(started).user).toBeLessThan(2e6);
  });
});
