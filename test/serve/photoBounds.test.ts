import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/serve/index.js';
import { checkPhoto } from '../../src/serve/intake/checkPhoto.js';
import { bombs, jpegWith, png, pngChunk } from './bombs.js';
import { fakeClassifier } from './fakeClassifier.js';

/** The nightly run builds them in full; the bounds are the same. */
const scale = process.env.TSVISION_NIGHTLY ? 1 : 0.02;
const names = [
  'a WebP of 100,000 frames',
  'a PNG of 1 × 50 million pixels',
  'a PNG of 50 million × 1 pixels',
  'a JPEG whose EXIF leads back to itself',
  'a PNG with an iTXt that unpacks to 480 MB',
  'a PNG with a profile that unpacks to 480 MB',
  'a PNG with 100,000 texts',
  'a PNG whose EXIF leads back to itself',
  'a WebP whose EXIF leads back to itself',
  'a JPEG whose EXIF entries share their bytes',
  'a progressive JPEG of 5,000 scans',
  'a GIF of 500,000 frames',
  'a GIF that claims 65,535 pixels a side',
  'a WebP with a canvas of 16 million pixels a side',
  'a PNG of 60,000 × 60,000',
];

describe('a photo that costs its decoder minutes or gigabytes (one photo, minutes of 503)', () => {
  let made: ReadonlyMap<string, Buffer>;
  /** No decoder is reached: this one would fail with 500. */
  const app = createApp({ ...fakeClassifier, classify: () => Promise.reject(new Error('a decoder saw it')) });
  beforeAll(async () => {
    made = await bombs(scale);
  });

  it.each(names)('%s is refused before a decoder sees it', async (name) => {
    const body = new Uint8Array(made.get(name) as Buffer);
    const response = await app.request('/classify', { method: 'POST', body });
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect([response.status, error.code]).toEqual(
      name.includes('EXIF') ? [422, 'unreadable_photo'] : [413, 'too_large'],
    );
    expect(error.message).toMatch(/^The photo .*\.$/);
  });

  it('there is a test of each', () => expect([...made.keys()].sort()).toEqual([...names].sort()));
});

describe('an honest photo passes', () => {
  const noise = Buffer.from(Uint8Array.from({ length: 200 * 120 * 3 }, (_, i) => (i * 7919) % 251));
  const photo = (): Sharp => sharp(noise, { raw: { width: 200, height: 120, channels: 3 } });
  const frames = (): Sharp =>
    sharp(Buffer.concat(new Array(20).fill(noise)), {
      raw: { width: 200, height: 120 * 20, channels: 3, pageHeight: 120 },
    });
  it.each<[string, () => Promise<Buffer>]>([
    ['progressive JPEG', () => photo().jpeg({ progressive: true }).toBuffer()],
    ['grey JPEG', () => photo().greyscale().jpeg().toBuffer()],
    ['CMYK JPEG', () => photo().toColourspace('cmyk').jpeg().toBuffer()],
    [
      'JPEG with EXIF, XMP and a profile',
      () =>
        photo()
          .withExif({ IFD0: { Copyright: 'A' }, IFD3: { GPSLatitudeRef: 'N' } })
          .withIccProfile('p3')
          .jpeg()
          .toBuffer(),
    ],
    ['turned JPEG', () => photo().withMetadata({ orientation: 6 }).jpeg().toBuffer()],
    ['interlaced PNG', () => photo().png({ progressive: true }).toBuffer()],
    [
      'PNG of 16 bits with a profile',
      () => photo().toColourspace('rgb16').withIccProfile('srgb').png().toBuffer(),
    ],
    ['PNG with a palette', () => photo().png({ palette: true }).toBuffer()],
    [
      'lossless WebP with EXIF',
      () =>
        photo()
          .withExif({ IFD0: { Copyright: 'A' } })
          .webp({ lossless: true })
          .toBuffer(),
    ],
    ['animated WebP', () => frames().webp().toBuffer()],
    ['animated GIF', () => frames().gif().toBuffer()],
  ])('%s', async (_name, make) => {
    const bytes = await make();
    const { width, pageHeight, height } = await sharp(bytes).metadata();
    expect(checkPhoto(bytes, 50e6).pixels).toBe(width * (pageHeight ?? height));
  });

  it('whatever its texts say, up to 4 MiB', () => {
    const text = pngChunk('tEXt', Buffer.concat([Buffer.from('a\0'), Buffer.alloc(1_000_000, 0x61)]));
    const photoWith = (count: number): Buffer =>
      png(8, 8, 8, new Uint8Array(72), new Array(count).fill(text));
    expect(checkPhoto(photoWith(4), 50e6).pixels).toBe(64);
    expect(() => checkPhoto(photoWith(5), 50e6)).toThrow('too much text');
  });

  it('with an EXIF block that is empty or cut', async () => {
    for (const block of [
      Buffer.alloc(0),
      Buffer.from('II*\0'),
      Buffer.from('MM\0*\0\0\0\x08\xff\xff', 'latin1'),
    ])
      expect(checkPhoto(await jpegWith(block), 50e6).pixels).toBe(64);
  });
});
