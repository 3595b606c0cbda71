import { type GreyPicture, resizeGrey } from './resizeGrey.js';

/** A 64-bit perceptual hash as two words. */
export type PerceptualHash = readonly [high: number, low: number];

const side = 32;
const kept = 8;

/** cos((2x+1)·u·π/64): the DCT's lowest eight waves. */
const waves = Array.from({ length: kept }, (_, u) =>
  Float64Array.from({ length: side }, (_, x) => Math.cos(((2 * x + 1) * u * Math.PI) / (2 * side))),
);

/**
 * Perceptual hash (pHash): the 8×8 lowest frequencies of the picture at 32×32, one bit each for above or below
 * their median. Copies that were resized, compressed or made a little brighter differ in few bits.
 */
export function perceptualHash(grey: GreyPicture): PerceptualHash {
  const { data } = resizeGrey(grey, side, side);
  const rows = new Float64Array(kept * side);
  for (let u = 0; u < kept; u++)
    for (let y = 0; y < side; y++) {
      const wave = waves[u] as Float64Array;
      let sum = 0;
      for (let x = 0; x < side; x++) sum += (wave[x] as number) * (data[y * side + x] as number);
      rows[u * side + y] = sum;
    }
  const frequencies = new Float64Array(kept * kept);
  for (let v = 0; v < kept; v++)
    for (let u = 0; u < kept; u++) {
      const wave = waves[v] as Float64Array;
      let sum = 0;
      for (let y = 0; y < side; y++) sum += (wave[y] as number) * (rows[u * side + y] as number);
      frequencies[v * kept + u] = sum;
    }
  const sorted = Float64Array.from(frequencies).sort();
  const median = ((sorted[31] as number) + (sorted[32] as number)) / 2;
  const word = (from: number): number => {
    let bits = 0;
    for (let i = from; i < from + 32; i++) bits = (bits << 1) | ((frequencies[i] as number) > median ? 1 : 0);
    return bits >>> 0;
  };
  return [word(0), word(32)];
}

/** Number of bits in which two hashes differ, 0 to 64. */
export function hammingDistance(a: PerceptualHash, b: PerceptualHash): number {
  return bitCount(a[0] ^ b[0]) + bitCount(a[1] ^ b[1]);
}

/** Number of ones in a word. */
export function bitCount(word: number): number {
  let v = word - ((word >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
