import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachClosePair } from '../../../src/clean/audits/nearDuplicate.js';
import { bitCount, hammingDistance, perceptualHash } from '../../../src/clean/facts/perceptualHash.js';
import { resizeGrey } from '../../../src/clean/facts/resizeGrey.js';
import { sharpnessOf } from '../../../src/clean/facts/sharpness.js';
import { Random } from '../../../src/core/index.js';

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });

/** A reproducible picture of smooth waves and some noise. */
function picture(width: number, height: number, noise = 0): Parameters<typeof resizeGrey>[0] {
  const random = new Random(3);
  const data = Float32Array.from({ length: width * height }, (_, i) => {
    const [x, y] = [(i % width) / width, Math.floor(i / width) / height];
    const value = 128 + 60 * Math.sin(9 * x + 4 * y) + 50 * Math.cos(15 * y * x + 1);
    return Math.round(Math.min(255, Math.max(0, value + noise * random.normal())));
  });
  return { width, height, data };
}

describe('bitCount', () => {
  it('counts ones', () => {
    fc.assert(
      fc.property(word, (value) => bitCount(value | 0) === value.toString(2).replaceAll('0', '').length),
    );
  });
});

function closeHashes(hashes: Parameters<typeof eachClosePair>[0], most: number): [number, number][] {
  const pairs: [number, number][] = [];
  eachClosePair(hashes, most, (i, j) => pairs.push([i, j]));
  return pairs;
}

describe('eachClosePair', () => {
  it('finds the same pairs as looking at each', () => {
    const pair = fc.tuple(word, word);
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 30 }), fc.integer({ min: 0, max: 40 }), (hashes, most) => {
        const expected = hashes.flatMap((a, i) =>
          hashes.flatMap((b, j) => (j > i && hammingDistance(a, b) <= most ? [[i, j]] : [])),
        );
        expect(closeHashes(hashes, most)).toEqual(expected);
      }),
    );
  });

  it('looks across the borders of its blocks', () => {
    const random = new Random(5);
    const hashes = Array.from({ length: 5000 }, () => [random.uint32(), random.uint32()] as const);
    const copies = [...hashes];
    copies[4990] = hashes[3] as (typeof hashes)[0];
    copies[2100] = hashes[2099] as (typeof hashes)[0];
    expect(closeHashes(copies, 2)).toEqual(
      [
        [2099, 2100],
        [3, 4990],
      ].sort((a, b) => (a[0] as number) - (b[0] as number)),
    );
  });
});

describe('perceptualHash', () => {
  it('hardly changes when a picture is shrunk or made brighter, and does for another picture', () => {
    const original = picture(200, 150);
    const shrunk = resizeGrey(original, 120, 90);
    const brighter = { ...original, data: original.data.map((value) => Math.min(255, value * 1.05)) };
    const mirrored = { ...original, data: Float32Array.from(original.data).reverse() };
    const hash = perceptualHash(original);
    expect(hammingDistance(hash, perceptualHash(shrunk))).toBeLessThanOrEqual(2);
    expect(hammingDistance(hash, perceptualHash(brighter))).toBeLessThanOrEqual(4);
    expect(hammingDistance(hash, perceptualHash(mirrored))).toBeGreaterThan(12);
  });
});

describe('sharpnessOf', () => {
  /** Light and dark squares whose edges have, nearly, the form of a Gaussian's integral: blurred by σ without a filter. */
  function squares(sigma: number, { side = 240, contrast = 100 } = {}): typeof plain {
    const steepness = (0.8 * 20) / Math.PI / Math.max(sigma, 0.01);
    const edge = (x: number): number => Math.tanh(steepness * Math.sin((Math.PI * (x + 0.5)) / 20));
    const data = Float32Array.from({ length: side * side }, (_, i) => {
      const [x, y] = [i % side, Math.floor(i / side)];
      return Math.round(128 + (contrast / 2) * edge(x) * edge(y));
    });
    return { width: side, height: side, data };
  }
  const plain = picture(200, 150);

  it('tells by how much the edges are blurred: 1 / (4/3 + σ²), a third being what pixels blur', () => {
    expect(sharpnessOf(squares(0))).toBeGreaterThan(0.6);
    for (const sigma of [0.7, 1, 1.5, 2, 3])
      expect(sharpnessOf(squares(sigma)) * (4 / 3 + sigma ** 2), `σ = ${sigma}`).toBeCloseTo(1, 0);
  });

  it('does not depend on contrast, and noise does not sharpen', () => {
    const faint = sharpnessOf(squares(2, { contrast: 25 }));
    expect(faint).toBeCloseTo(sharpnessOf(squares(2)), 1);
    const random = new Random(8);
    const noisy = squares(3);
    const data = noisy.data.map((value) => Math.round(value + 4 * random.normal()));
    expect(sharpnessOf({ ...noisy, data })).toBeLessThan(0.5);
  });

  it('is that of the sharpest part', () => {
    const [sharp, soft] = [squares(0), squares(6)];
    const data = soft.data.map((value, i) =>
      Math.hypot((i % 240) - 120, i / 240 - 120) < 40 ? (sharp.data[i] as number) : value,
    );
    expect(sharpnessOf({ ...soft, data })).toBeGreaterThan(0.6);
  });

  it('is that of a sharp subject on a twentieth of the photo, with weaker edges than what is soft around it', () => {
    const [sharp, soft] = [squares(0, { contrast: 90 }), squares(5, { contrast: 120 })];
    const side = 240 * Math.sqrt(1 / 20);
    const data = soft.data.map((value, i) =>
      Math.abs((i % 240) - 120) < side / 2 && Math.abs(i / 240 - 120) < side / 2
        ? (sharp.data[i] as number)
        : value,
    );
    expect(sharpnessOf({ ...soft, data })).toBeGreaterThan(0.55);
    expect(sharpnessOf(soft)).toBeLessThan(0.1);
  });

  it('is 0 to 1 for any picture, also of one pixel, and no less for a picture turned or mirrored', () => {
    const any = fc
      .record({
        width: fc.integer({ min: 1, max: 40 }),
        height: fc.integer({ min: 1, max: 40 }),
        seed: fc.nat(),
      })
      .map(({ width, height, seed }) => {
        const random = new Random(seed);
        const data = Float32Array.from({ length: width * height }, () => random.int(256));
        return { width, height, data };
      });
    fc.assert(
      fc.property(any, (one) => {
        const sharpness = sharpnessOf(one);
        expect(sharpness).toBeGreaterThanOrEqual(0);
        expect(sharpness).toBeLessThanOrEqual(1);
        if (one.width % 16 !== 0 || one.height % 16 !== 0) return;
        const mirrored = { ...one, data: Float32Array.from(one.data).reverse() };
        expect(sharpnessOf(mirrored)).toBeCloseTo(sharpness, 3);
      }),
      { numRuns: 60 },
    );
  });

  it('is low for a smooth picture and for one that is shaken, and 1 without an edge', () => {
    expect(sharpnessOf(plain)).toBeLessThan(0.2);
    const sharp = squares(0);
    const shaken = sharp.data.map((_, i) => {
      const row = Math.floor(i / 240) * 240;
      let sum = 0;
      for (let d = -6; d <= 6; d++)
        sum += sharp.data[row + Math.min(239, Math.max(0, (i % 240) + d))] as number;
      return sum / 13;
    });
    expect(sharpnessOf({ ...sharp, data: shaken })).toBeLessThan(0.5);
    expect(sharpnessOf({ width: 9, height: 9, data: new Float32Array(81).fill(7) })).toBe(1);
  });
});
