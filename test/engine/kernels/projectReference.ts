import type { tf } from '../../../src/engine/index.js';

export type FillMode = 'constant' | 'reflect' | 'wrap' | 'nearest';

interface Options {
  readonly mode: 'nearest' | 'bilinear';
  readonly fill: FillMode;
  readonly value: number;
}

/** Homography sampling, one pixel at a time, written from the documentation of the fill modes. */
export function projectReference(
  image: tf.Tensor4D,
  matrices: readonly number[][],
  [outHeight, outWidth]: [number, number],
  { mode, fill, value }: Options,
): number[] {
  const [n, height, width, channels] = image.shape;
  const pixels = image.dataSync();
  const at = (b: number, y: number, x: number, c: number): number =>
    y < 0 || y >= height || x < 0 || x >= width
      ? value
      : (pixels[((b * height + y) * width + x) * channels + c] as number);
  const out: number[] = [];
  for (let b = 0; b < n; b++) {
    const [a0, a1, a2, b0, b1, b2, c0, c1] = matrices[b] as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let row = 0; row < outHeight; row++) {
      for (let column = 0; column < outWidth; column++) {
        const k = c0 * column + c1 * row + 1;
        const x = fold((a0 * column + a1 * row + a2) / k, width, fill);
        const y = fold((b0 * column + b1 * row + b2) / k, height, fill);
        for (let c = 0; c < channels; c++) {
          if (mode === 'nearest') {
            out.push(at(b, Math.round(y), Math.round(x), c));
            continue;
          }
          const [top, left] = [Math.floor(y), Math.floor(x)];
          const [dy, dx] = [y - top, x - left];
          const upper = at(b, top, left, c) * (1 - dx) + at(b, top, left + 1, c) * dx;
          const lower = at(b, top + 1, left, c) * (1 - dx) + at(b, top + 1, left + 1, c) * dx;
          out.push(upper * (1 - dy) + lower * dy);
        }
      }
    }
  }
  return out;
}

/** The coordinate inside the picture that stands for one outside. */
function fold(position: number, size: number, fill: FillMode): number {
  if (fill === 'constant') return position;
  let folded = position;
  if (fill === 'reflect') {
    // (d c b a | a b c d | d c b a)
    const period = 2 * size;
    if (folded < 0) folded = -folded - 1;
    folded %= period;
    if (folded >= size) folded = period - folded - 1;
  }
  if (fill === 'wrap') {
    // (a b c d | a b c d | a b c d); between the last value and the first there is no interpolation.
    if (folded < 0) folded += size * (Math.trunc(-folded / (size - 1)) + 1);
    else if (folded > size - 1) folded -= size * Math.trunc(folded / (size - 1));
  }
  return Math.min(Math.max(folded, 0), size - 1);
}
