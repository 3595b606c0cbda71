import type { GreyPicture } from './resizeGrey.js';

/** Squared gradients of each pixel along one direction. */
export interface EdgeEnergies {
  /** Under a Gaussian of σ = 1, which takes the noise away. */
  readonly fine: Float32Array;
  /** Under a Gaussian of σ = 2. */
  readonly soft: Float32Array;
}

/** Squared gradients of a picture along four directions, at two scales: across, down, and both diagonals. */
export function edgeEnergies(picture: GreyPicture): EdgeEnergies[] {
  const fine = gaussian(picture, 1);
  // Variances add up: 1 + 3 = 2².
  const soft = gaussian(fine, Math.sqrt(3));
  const softer = energiesOf(soft);
  return energiesOf(fine).map((energies, direction) => ({
    fine: energies,
    soft: softer[direction] as Float32Array,
  }));
}

function energiesOf({ width, height, data }: GreyPicture): Float32Array[] {
  const empty = (): Float32Array => new Float32Array(data.length);
  const [across, down, falling, rising] = [empty(), empty(), empty(), empty()];
  for (let y = 0; y < height; y++) {
    const above = Math.max(0, y - 1) * width;
    const below = Math.min(height - 1, y + 1) * width;
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const right = data[y * width + Math.min(width - 1, x + 1)] as number;
      const left = data[y * width + Math.max(0, x - 1)] as number;
      const dx = (right - left) / 2;
      const dy = ((data[below + x] as number) - (data[above + x] as number)) / 2;
      // Written out: a loop over the directions was the slowest part of an audit.
      across[at] = dx * dx;
      down[at] = dy * dy;
      falling[at] = ((dx + dy) * (dx + dy)) / 2;
      rising[at] = ((dx - dy) * (dx - dy)) / 2;
    }
  }
  return [across, down, falling, rising];
}

/** Blurs a picture; beyond its borders it goes on as it ends. */
function gaussian(picture: GreyPicture, sigma: number): GreyPicture {
  const { width, height } = picture;
  const weights = halfKernel(sigma);
  const across = new Float32Array(width * height);
  for (let y = 0; y < height; y++) blurLine(picture.data, across, weights, y * width, 1, width);
  const data = new Float32Array(width * height);
  for (let x = 0; x < width; x++) blurLine(across, data, weights, x, width, height);
  return { width, height, data };
}

/** Weights of the middle and of the pixels to one side, which with those to the other add up to 1. */
function halfKernel(sigma: number): Float64Array {
  const reach = Math.ceil(3 * sigma);
  const raw = Float64Array.from({ length: reach + 1 }, (_, i) => Math.exp(-(i * i) / (2 * sigma * sigma)));
  const sum = raw.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return raw.map((weight) => weight / sum);
}

/** @param start of the line in both, and `step` from one pixel to the next */
function blurLine(
  from: Float32Array,
  to: Float32Array,
  weights: Float64Array,
  start: number,
  step: number,
  length: number,
): void {
  const reach = weights.length - 1;
  // One line with its ends repeated, so that the inner loop asks for no borders.
  const padded = new Float32Array(length + 2 * reach);
  for (let i = 0; i < length; i++) padded[i + reach] = from[start + i * step] as number;
  padded.fill(padded[reach] as number, 0, reach);
  padded.fill(padded[reach + length - 1] as number, reach + length);
  for (let i = 0; i < length; i++) {
    const at = i + reach;
    let sum = (weights[0] as number) * (padded[at] as number);
    for (let k = 1; k <= reach; k++)
      sum += (weights[k] as number) * ((padded[at - k] as number) + (padded[at + k] as number));
    to[start + i * step] = sum;
  }
}
