import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/index.js';
import { sampleBytes } from '../../../src/vision/transforms/bytes/sampleBytes.js';
import { applyColours, colourMap, imagenetStats } from '../../../src/vision/transforms/colours.js';
import type { Matrix3 } from '../../../src/vision/transforms/matrix3.js';
import type { FillMode } from '../../../src/vision/transforms/pixels.js';
import { samplePhoto } from '../../../src/vision/transforms/samplePhoto.js';

function photoOf(height: number, width: number, seed: number) {
  const data = Uint8Array.from(
    { length: height * width * 3 },
    (_, i) => Math.imul(i + seed, 2654435761) >>> 24,
  );
  return { data, height, width };
}

function bothWays(
  height: number,
  width: number,
  matrix: Matrix3,
  fillMode: FillMode,
  size: [number, number],
) {
  const photo = photoOf(height, width, 7);
  const target = { height: size[0], width: size[1], resizeMethod: 'crop', fillMode, fillValue: 9 } as const;
  const length = size[0] * size[1] * 3;
  const [plain, fast] = [new Float32Array(length + 8).fill(-5), new Float32Array(length + 8).fill(-5)];
  samplePhoto(photo, { matrix }, target, plain, 4);
  const [scale, shift] = [
    [2, 0.5, -1],
    [3, 0, 100],
  ] as const;
  sampleBytes(photo, { matrix }, target, { kind: 'linear', scale, shift }, fast, 4);
  for (let i = 0; i < length; i++) plain[4 + i] = plain[4 + i]! * scale[i % 3]! + shift[i % 3]!;
  return { plain, fast };
}

describe('sampleBytes', () => {
  it('equals the plain sampler for any homography and fill mode, and writes nothing beside its place', () => {
    const n = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const side = fc.integer({ min: 1, max: 40 });
    const modes = fc.constantFrom<FillMode>('reflection', 'border', 'zeros', 'reflect', 'wrap', 'constant');
    fc.assert(
      fc.property(
        side,
        side,
        side,
        side,
        modes,
        fc.tuple(
          n(-3, 3),
          n(-1, 1),
          n(-20, 40),
          n(-1, 1),
          n(-3, 3),
          n(-20, 40),
          n(-0.01, 0.01),
          n(-0.01, 0.01),
        ),
        (h, w, rows, columns, mode, m) => {
          const { plain, fast } = bothWays(h, w, [...m, 1], mode, [rows, columns]);
          const worst = plain.reduce((most, value, i) => Math.max(most, Math.abs(value - fast[i]!)), 0);
          expect(worst).toBeLessThan(2e-3); // of values up to 613
        },
      ),
      { numRuns: 300, endOnFailure: true },
    );
  });

  it('equals it where rows of the output are rows of the photo: scaled, mirrored, cropped', () => {
    const n = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const modes = fc.constantFrom<FillMode>('reflection', 'border', 'zeros', 'reflect', 'wrap', 'constant');
    fc.assert(
      fc.property(n(-3, 3), n(-20, 60), n(-3, 3), n(-20, 60), modes, (m0, m2, m4, m5, mode) => {
        const { plain, fast } = bothWays(31, 43, [m0, 0, m2, 0, m4, m5, 0, 0, 1], mode, [37, 23]);
        const worst = plain.reduce((most, value, i) => Math.max(most, Math.abs(value - fast[i]!)), 0);
        expect(worst).toBeLessThan(2e-3); // of values up to 613
      }),
      { numRuns: 200, endOnFailure: true },
    );
  });

  it('sends pixels through the tables of lighting as plain code does, those beyond the border too', () => {
    const photo = photoOf(30, 40, 3);
    const target = {
      height: 33,
      width: 21,
      resizeMethod: 'crop',
      fillMode: 'zeros',
      fillValue: 255,
    } as const;
    const lights = [
      { kind: 'logit', scale: 1.2, shift: -0.3 },
      { kind: 'linear', scale: [0.9, 1, 1.1], shift: [0.1, 0, -0.1], clip: true },
    ] as const;
    const colours = colourMap(lights, imagenetStats);
    expect(colours.kind).toBe('table');
    const length = target.height * target.width * 3;
    for (const matrix of [
      [1.7, 0, -3, 0, 1.1, -2, 0, 0, 1],
      [1.1, 0.3, -3, -0.3, 1.1, 2, 1e-3, 1e-3, 1],
    ] as const) {
      const [plain, fast] = [new Float32Array(length), new Float32Array(length + 1).fill(-5)];
      samplePhoto(photo, { matrix }, target, plain, 0);
      applyColours(plain, 0, length, colours);
      sampleBytes(photo, { matrix }, target, colours, fast, 0);
      const worst = plain.reduce((most, value, i) => Math.max(most, Math.abs(value - fast[i]!)), 0);
      expect(worst).toBeLessThan(1e-4); // of values from −2.1 to 2.6
      expect(fast[length]).toBe(-5);
      expect(Math.max(...fast) - Math.min(...fast.subarray(0, length))).toBeGreaterThan(3);
    }
  });

  it('agrees for photos of very different sizes one after the other', () => {
    for (const [h, w, size] of [
      [3, 5, 4],
      [700, 900, 300],
      [1, 1, 2],
      [40, 2000, 64],
      [3, 5, 4],
    ] as const) {
      const { plain, fast } = bothWays(h, w, [w / size, 0.1, 0, 0, h / size, 0.2, 0, 0, 1], 'reflection', [
        size,
        size,
      ]);
      expect(plain.every((value, i) => Math.abs(value - fast[i]!) < 2e-3)).toBe(true);
    }
  });

  it('is made of the source that stands beside it', async () => {
    const script = pathToFileURL(join(packageRoot(), 'scripts', 'wasm.mjs')).href;
    const { sampleRowsSource } = (await import(script)) as { sampleRowsSource(): Promise<string> };
    const generated = join(
      packageRoot(),
      'src',
      'vision',
      'transforms',
      'bytes',
      'generated',
      'sampleRows.ts',
    );
    expect(await sampleRowsSource()).toBe(await readFile(generated, 'utf8'));
  });
});
