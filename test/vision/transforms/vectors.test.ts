import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { rotationMatrix, symmetricWarpMatrix, zoomMatrix } from '../../../src/vision/transforms/geometry.js';
import { logit, sigmoid } from '../../../src/vision/transforms/lighting.js';
import { apply3 } from '../../../src/vision/transforms/matrix3.js';
import { scaledSize, storedSize } from '../../../src/vision/transforms/pixels.js';
import { drawTransforms, type Transform } from '../../../src/vision/transforms/transform.js';
import { getTransforms } from '../../../src/vision/transforms/transformSets.js';

describe('published test vectors', () => {
  it('lights on logits', () => {
    expect(sigmoid(logit(0.25) + logit(0.6))).toBeCloseTo(0.3333333, 7);
    expect(sigmoid(1.25 * logit(0.25))).toBeCloseTo(0.2020928, 7);
  });

  it('warps', () => {
    const matrix = symmetricWarpMatrix([0.2, 0, 0, 0]);
    expect(apply3(matrix, 1, 1)).toEqual([expect.closeTo(1, 6), expect.closeTo(0.833333, 6)]);
    expect(apply3(matrix, 0, 0)).toEqual([expect.closeTo(0.090909, 6), expect.closeTo(0, 6)]);
  });

  it('scales 333 × 500 photos', () => {
    const target = { height: 224, width: 224, fillMode: 'reflection', fillValue: 0 } as const;
    expect(scaledSize(333, 500, { ...target, resizeMethod: 'crop' })).toEqual([224, 336]);
    expect(scaledSize(333, 500, { ...target, resizeMethod: 'pad' })).toEqual([149, 224]);
    expect(scaledSize(333, 500, { ...target, resizeMethod: 'squish' })).toEqual([224, 224]);
    expect(scaledSize(333, 500, { ...target, resizeMethod: 'no' })).toEqual([333, 500]);
  });
});

describe('storedSize', () => {
  const target = {
    height: 100,
    width: 100,
    resizeMethod: 'crop',
    fillMode: 'reflection',
    fillValue: 0,
  } as const;

  it('keeps what shrinks by 2 at most, and averages the rest down to twice the size', () => {
    expect(storedSize(200, 300, target)).toEqual([200, 300]);
    expect(storedSize(400, 600, target)).toEqual([200, 300]);
    expect(storedSize(50, 70, target)).toEqual([50, 70]);
  });
});

describe('matrices', () => {
  it('turn and zoom the sampling grid', () => {
    expect(apply3(rotationMatrix(90), 1, 0)).toEqual([expect.closeTo(0, 12), expect.closeTo(1, 12)]);
    expect(apply3(zoomMatrix(2, 0.5, 0.5), 1, 1)).toEqual([0.5, 0.5]);
    expect(apply3(zoomMatrix(2, 0, 1), -1, -1)).toEqual([0, -1]);
  });
});

describe('getTransforms', () => {
  const named = (list: readonly Transform[]) => list.map(({ name, p, order }) => [name, p, order]);

  it('has the published probabilities and orders', () => {
    const [train, valid] = getTransforms();
    expect(named(train).sort()).toEqual(
      [
        ['symmetricWarp', 0.75, 4],
        ['rotate', 0.75, 5],
        ['randZoom', 0.75, 5],
        ['brightness', 0.75, 8],
        ['contrast', 0.75, 8],
        ['flipLr', 0.5, 10],
        ['randCrop', 1, 99],
      ].sort(),
    );
    expect(named(valid)).toEqual([['centerCrop', 1, 99]]);
  });

  it('leaves out what is switched off, and takes dihedral turns for flipVert', () => {
    const [train] = getTransforms({ maxWarp: 0, maxRotate: 0, maxZoom: 1, maxLighting: 0, flipVert: true });
    expect(named(train)).toEqual([
      ['randCrop', 1, 99],
      ['dihedral', 1, 10],
    ]);
    expect(named(getTransforms({ doFlip: false })[0]).map(([name]) => name)).not.toContain('flipLr');
  });

  it('draws within the published ranges, each probability on its own', () => {
    const [train] = getTransforms();
    const random = new Random(7);
    const counts = new Map<string, number>();
    const seen = { brightness: [1, 0], contrast: [9, 0], degrees: [99, -99], zoom: [9, 0] };
    const widen = (range: number[], x: number) =>
      range.splice(0, 2, Math.min(range[0]!, x), Math.max(range[1]!, x));
    const n = 4000;
    for (let i = 0; i < n; i++) {
      for (const drawn of drawTransforms(train, random)) {
        const zoomed = drawn.kind === 'affine' && drawn.matrix[1] === 0;
        const key =
          drawn.kind === 'affine'
            ? zoomed
              ? 'zoom'
              : 'rotate'
            : drawn.kind === 'logit'
              ? drawn.scale === 1
                ? 'brightness'
                : 'contrast'
              : drawn.kind;
        counts.set(key, (counts.get(key) ?? 0) + 1);
        if (key === 'brightness' && drawn.kind === 'logit') widen(seen.brightness, sigmoid(drawn.shift));
        if (key === 'contrast' && drawn.kind === 'logit') widen(seen.contrast, drawn.scale);
        if (key === 'rotate' && drawn.kind === 'affine')
          widen(seen.degrees, (Math.asin(drawn.matrix[3]) * 180) / Math.PI);
        if (key === 'zoom' && drawn.kind === 'affine') widen(seen.zoom, 1 / drawn.matrix[0]);
      }
    }
    for (const key of ['warp', 'rotate', 'zoom', 'brightness', 'contrast'])
      expect(counts.get(key)! / n, key).toBeCloseTo(0.75, 1);
    expect(counts.get('dihedral')! / n).toBeCloseTo(0.5, 1);
    expect(counts.get('crop')).toBe(n);
    const close = (range: number[], [low, high]: number[], digits: number) => {
      expect(range[0]).toBeGreaterThanOrEqual(low! - 1e-12);
      expect(range[1]).toBeLessThanOrEqual(high! + 1e-12);
      expect(range[0]).toBeCloseTo(low!, digits);
      expect(range[1]).toBeCloseTo(high!, digits);
    };
    close(seen.brightness, [0.4, 0.6], 2);
    close(seen.contrast, [0.8, 1.25], 2);
    close(seen.degrees, [-10, 10], 1);
    close(seen.zoom, [1, 1.1], 2);
  });
});
