import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/index.js';
import type { FillMode } from '../../../src/vision/transforms/pixels.js';
import { sampleBytes, samplePhoto } from '../../../src/vision/transforms/samplePhoto.js';
import type { Matrix3 } from '../../../src/vision/transforms/transform.js';

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
  sampleBytes(photo, { matrix }, target, { scale, shift }, fast, 4);
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
    const generated = join(packageRoot(), 'src', 'vision', 'transforms', 'generated', 'sampleRows.ts');
    expect(await sampleRowsSource()).toBe(await readFile(generated, 'utf8'));
  });
});
