import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { jupyterDisplay } from '../../../src/notebook/index.js';
import { plainJpegSize } from '../../../src/photo/photoSize.js';
import { decodePhoto, openImage } from '../../../src/vision/index.js';

const [width, height] = [24, 16];

/** Left half red, right half blue. */
function picture(channels: 3 | 4 = 3): Sharp {
  const data = Buffer.alloc(width * height * channels, 255);
  for (let i = 0; i < width * height; i++) {
    const left = i % width < width / 2;
    data.set(left ? [255, 0, 0] : [0, 0, 255], i * channels);
  }
  return sharp(data, { raw: { width, height, channels } });
}

async function cornersOf(bytes: Uint8Array) {
  const photo = await decodePhoto(bytes);
  expect(photo.data.length).toBe(photo.width * photo.height * 3);
  const at = (x: number, y: number) => {
    const i = (y * photo.width + x) * 3;
    return [...photo.data.subarray(i, i + 3)].map((v) => Math.round(v / 32)).join();
  };
  return {
    size: [photo.height, photo.width],
    left: at(1, 1),
    right: at(photo.width - 2, 1),
    bottom: at(1, photo.height - 2),
  };
}

const [red, blue] = ['8,0,0', '0,0,8'];
const plain = { size: [height, width], left: red, right: blue, bottom: red };

describe('decodePhoto', () => {
  it.each(['png', 'webp', 'tiff', 'gif'] as const)('decodes %s', async (format) => {
    const bytes = await picture()
      .toFormat(format, format === 'webp' ? { lossless: true } : {})
      .toBuffer();
    expect(await cornersOf(bytes)).toEqual(plain);
  });

  it('decodes baseline and progressive JPEG, and reads their size from the header', async () => {
    for (const progressive of [false, true]) {
      const bytes = await picture()
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4', progressive })
        .toBuffer();
      expect(plainJpegSize(bytes)).toEqual([height, width]);
      expect(await cornersOf(bytes)).toEqual(plain);
    }
  });

  it('honours each EXIF orientation', async () => {
    const sizes: Record<number, number[]> = {};
    for (let orientation = 1; orientation <= 8; orientation++) {
      const bytes = await picture()
        .withMetadata({ orientation })
        .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
        .toBuffer();
      const { size, left, right, bottom } = await cornersOf(bytes);
      sizes[orientation] = size;
      const expected = {
        1: [red, blue, red],
        2: [blue, red, blue],
        3: [blue, red, blue],
        4: [red, blue, red],
        5: [red, red, blue],
        6: [red, red, blue],
        7: [blue, blue, red],
        8: [blue, blue, red],
      }[orientation];
      expect([left, right, bottom], `orientation ${orientation}`).toEqual(expected);
    }
    expect(sizes[3]).toEqual([height, width]);
    expect(sizes[6]).toEqual([width, height]);
  });

  it('turns grey, grey JPEG, 16-bit and CMYK photos into 8-bit RGB', async () => {
    const grey = { size: [height, width], left: '4,4,4', right: '4,4,4', bottom: '4,4,4' };
    const flat = sharp({ create: { width, height, channels: 3, background: '#808080' } });
    expect(await cornersOf(await flat.clone().toColourspace('b-w').png().toBuffer())).toEqual(grey);
    expect(await cornersOf(await flat.clone().toColourspace('b-w').jpeg().toBuffer())).toEqual(grey);
    expect(await cornersOf(await flat.clone().toColourspace('rgb16').png().toBuffer())).toEqual(grey);
    const deep = await picture().toColourspace('rgb16').png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect(await cornersOf(deep)).toEqual(plain);
    const cmyk = await picture().toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect((await sharp(cmyk).metadata()).channels).toBe(4);
    const { left, right, size } = await cornersOf(cmyk);
    expect(size).toEqual([height, width]);
    // Inks cannot print pure red and blue, but which is which must be plain.
    expect(Number(left.split(',')[0])).toBeGreaterThan(5);
    expect(Number(right.split(',')[2])).toBeGreaterThan(Number(right.split(',')[0]));
  });

  it('puts transparent photos on white, and takes the first frame of an animation', async () => {
    const clear = sharp({
      create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    });
    expect((await cornersOf(await clear.png().toBuffer())).left).toBe('8,8,8');
    const frames = await Promise.all(
      ['#f00', '#00f'].map((background) =>
        sharp({ create: { width, height, channels: 3, background } })
          .png()
          .toBuffer(),
      ),
    );
    const animated = await sharp(frames, { join: { animated: true } })
      .gif()
      .toBuffer();
    expect((await sharp(animated).metadata()).pages).toBe(2);
    expect(await cornersOf(animated)).toEqual({ size: [height, width], left: red, right: red, bottom: red });
  });

  it('names a file that is cut off, no picture, or not there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tsvision-decode-'));
    const noise = { type: 'gaussian', mean: 128, sigma: 50 } as const;
    const bytes = await sharp({ create: { width: 200, height: 200, channels: 3, background: '#000', noise } })
      .jpeg()
      .toBuffer();
    await writeFile(join(folder, 'cut.jpg'), bytes.subarray(0, bytes.length / 2));
    await writeFile(join(folder, 'text.jpg'), 'hello');
    await expect(decodePhoto(join(folder, 'cut.jpg'))).rejects.toThrow(
      /cut\.jpg cannot be read as a picture: it is truncated/,
    );
    await expect(decodePhoto(join(folder, 'text.jpg'))).rejects.toThrow(/text\.jpg .* it is no picture/);
    await expect(decodePhoto(join(folder, 'none.jpg'))).rejects.toThrow(/none\.jpg .* the file is not there/);
  });

  it('refuses a photo of too many pixels', async () => {
    const large = await sharp({ create: { width: 20_000, height: 8_000, channels: 3, background: '#fff' } })
      .png()
      .toBuffer();
    await expect(decodePhoto(large)).rejects.toThrow(/it has more than 150 million pixels/);
  });

  it('shrinks a large photo to twice the size that is asked for, and keeps its shape', async () => {
    const large = await picture().resize(960, 640, { kernel: 'nearest' }).png().toBuffer();
    const target = {
      height: 64,
      width: 64,
      resizeMethod: 'crop',
      fillMode: 'reflection',
      fillValue: 0,
    } as const;
    const photo = await decodePhoto(large, target);
    expect([photo.height, photo.width]).toEqual([128, 192]);
    expect([photo.originalHeight, photo.originalWidth]).toEqual([640, 960]);
  });
});

describe('openImage', () => {
  it('shows a photo and knows its upright size', async () => {
    const bytes = await picture().withMetadata({ orientation: 6 }).jpeg().toBuffer();
    const image = await openImage(bytes);
    expect(image.size).toEqual([width, height]);
    const bundle = await image[jupyterDisplay]();
    expect(bundle['text/plain']).toBe('Image (3, 24, 16)');
    const shown = await sharp(Buffer.from(String(bundle['image/jpeg']), 'base64')).metadata();
    expect([shown.height, shown.width]).toEqual([width, height]);
    expect((await image.resize(8)).size).toEqual([12, 8]);
    expect((await image.resize([5, 9])).size).toEqual([5, 9]);
  });

  it('names a missing file and one that is no picture', async () => {
    await expect(openImage('/nowhere/x.jpg')).rejects.toThrow(/There is no file at \/nowhere\/x\.jpg/);
    await expect(openImage(Buffer.from('hello'))).rejects.toThrow(/cannot be read as a picture/);
  });
});
