import sharp from 'sharp';
import { expect, it } from 'vitest';
import { pictureSize, requireFits } from '../../src/web/photo/pictureSize.js';

const drawn = (width: number, height: number, alpha: number) =>
  sharp({ create: { width, height, channels: 4, background: { r: 90, g: 120, b: 30, alpha } } });

it('reads the size of PNG, GIF and every kind of WebP from the head', async () => {
  for (const [width, height] of [
    [1, 1],
    [640, 33],
    [300, 16_000],
  ] as const) {
    const files = await Promise.all([
      drawn(width, height, 1).png().toBuffer(),
      drawn(width, height, 1).gif().toBuffer(),
      drawn(width, height, 1).removeAlpha().webp().toBuffer(),
      drawn(width, height, 0.5).webp().toBuffer(),
      drawn(width, height, 0.5).webp({ lossless: true }).toBuffer(),
    ]);
    // VP8, VP8X and VP8L: a kind that this version of libwebp does not write would go untested.
    expect(files.slice(2).map((file) => file.toString('latin1', 12, 16))).toEqual(['VP8 ', 'VP8X', 'VP8L']);
    for (const file of files) expect(pictureSize(file)).toEqual([width, height]);
  }
});

it('says nothing of other files', async () => {
  expect(pictureSize(await drawn(9, 9, 1).jpeg().toBuffer())).toBeUndefined();
  expect(pictureSize(new Uint8Array(10))).toBeUndefined();
  expect(pictureSize(Buffer.from('RIFF....WAVEfmt and so on, which is no picture'))).toBeUndefined();
});

it('refuses what fills the memory, and says what to do', () => {
  expect(() => requireFits(5000, 10_000)).not.toThrow();
  expect(() => requireFits(12_000, 12_000)).toThrow(/144 megapixels.*takes 50.*smaller/);
});
