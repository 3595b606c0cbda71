import sharp, { type Sharp } from 'sharp';
import { describe, expect, it } from 'vitest';
import { jpegDecoder } from '../../../src/engine/index.js';
import { plainJpegSize } from '../../../src/photo/index.js';
import { decodePhoto, PhotoPreprocessor } from '../../../src/vision/index.js';

const target = {
  height: 32,
  width: 48,
  resizeMethod: 'crop',
  fillMode: 'reflection',
  fillValue: 0,
} as const;
const stats = { mean: [0.5, 0.4, 0.3], std: [0.2, 0.3, 0.4] } as const;
const preprocessor = new PhotoPreprocessor({ target, drawn: [], stats });

/** Colours that change from pixel to pixel. */
const picture = (height: number, width: number): Sharp =>
  sharp(Buffer.from(Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 7919) % 251)), {
    raw: { width, height, channels: 3 },
  });

/** The same JPEG with a fill byte before its second marker, as the standard allows. */
const withFillByte = (jpeg: Buffer): Buffer => {
  const second = 4 + jpeg.readUInt16BE(4);
  return Buffer.concat([jpeg.subarray(0, second), Buffer.of(0xff), jpeg.subarray(second)]);
};

describe.skipIf(jpegDecoder() === undefined)('a small JPEG, where TensorFlow was set up', () => {
  it('is prepared at once as it is prepared elsewhere, to the last bit', async () => {
    for (const quality of [50, 95]) {
      const jpeg = await picture(60, 80).jpeg({ quality }).toBuffer();
      expect(preprocessor.decodesAtOnce(jpeg)).toBe(true);
      const pixels = await decodePhoto(jpeg, target);
      const [input, batch, apart] = [
        preprocessor.prepareAtOnce(jpeg) as Float32Array,
        await preprocessor.prepare([jpeg, jpeg]),
        await preprocessor.prepare(pixels),
      ];
      expect(await batch.data()).toEqual(Float32Array.of(...input, ...input));
      expect(await apart.data()).toEqual(input);
      batch.dispose();
      apart.dispose();
    }
  });

  it('with a fault is left to the other way', async () => {
    const jpeg = await picture(60, 80).jpeg().toBuffer();
    const damaged = Buffer.concat([jpeg.subarray(0, jpeg.length / 2), jpeg.subarray(-2)]);
    expect(preprocessor.decodesAtOnce(damaged)).toBe(true);
    expect(preprocessor.prepareAtOnce(damaged)).toBeUndefined();
    expect(preprocessor.decodesAtOnce(jpeg.subarray(0, jpeg.length - 20))).toBe(false);
  });

  it('is left to it when it is no small ordinary JPEG', async () => {
    const others = [
      await picture(60, 80).png().toBuffer(),
      await picture(60, 80).toColourspace('b-w').jpeg().toBuffer(),
      await picture(60, 80)
        .withExif({ IFD0: { Copyright: 'me' } })
        .jpeg()
        .toBuffer(),
      // So wide that it is not shrunk, and too many pixels.
      await picture(60, 9000).jpeg().toBuffer(),
      withFillByte(await picture(60, 80).jpeg().toBuffer()),
    ];
    for (const [i, photo] of others.entries()) {
      expect(preprocessor.decodesAtOnce(photo), String(i)).toBe(false);
      expect(preprocessor.prepareAtOnce(photo)).toBeUndefined();
    }
  });
});

it('a size is not read behind markers that a simple reader would take for others', async () => {
  const jpeg = await picture(20, 30).jpeg().toBuffer();
  expect(plainJpegSize(jpeg)).toEqual([20, 30]);
  const filled = withFillByte(jpeg);
  expect(plainJpegSize(filled)).toBeUndefined();
  const decoded = await decodePhoto(filled);
  expect([decoded.height, decoded.width]).toEqual([20, 30]);
  expect(Buffer.compare(decoded.data, (await decodePhoto(jpeg)).data)).toBe(0);
});
