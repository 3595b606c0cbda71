import sharp from 'sharp';
import type { Classifier } from '../../src/serve/index.js';

/** Tells bright photos from dark ones by their mean: quick, deterministic, and decodes for real. */
export const fakeClassifier: Classifier = {
  name: 'brightness',
  version: 'cafe01234567',
  classes: ['bright', 'dark'],
  size: 8,
  classify: (photos) => Promise.all(photos.map(brightness)),
  classifyPixels: async ({ values, shape: [n] }) =>
    Array.from({ length: n }, (_, i) => {
      const row = values.subarray((i * values.length) / n, ((i + 1) * values.length) / n);
      return answer((row as Uint8Array).reduce((sum, value) => sum + value, 0) / row.length / 255);
    }),
};

async function brightness(photo: Uint8Array): Promise<Float32Array> {
  const { channels } = await sharp(photo).stats();
  return answer((channels[0]?.mean ?? 0) / 255);
}

const answer = (bright: number): Float32Array => Float32Array.of(bright, 1 - bright);

/** A plain photo of one grey. */
export const greyPhoto = (
  value: number,
  format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' = 'jpeg',
): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 48, channels: 3, background: { r: value, g: value, b: value } } })
    .toFormat(format)
    .toBuffer();
