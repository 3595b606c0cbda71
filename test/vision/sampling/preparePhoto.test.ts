import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rotationMatrix, symmetricWarpMatrix, zoomMatrix } from '../../../src/vision/transforms/geometry.js';
import { logit } from '../../../src/vision/transforms/lighting.js';
import type { DecodedPhoto, FillMode, PhotoTarget } from '../../../src/vision/transforms/pixels.js';
import { preparePhoto } from '../../../src/vision/transforms/preparePhoto.js';
import type { DrawnTransform } from '../../../src/vision/transforms/transform.js';
import { type Picture, type ReferenceDraw, referencePipeline } from './referencePipeline.js';

function photoOf(height: number, width: number, value: (i: number) => number): DecodedPhoto {
  const data = Uint8Array.from({ length: height * width * 3 }, (_, i) => value(i));
  return { data, height, width, originalHeight: height, originalWidth: width };
}

function pictureOf({ data, height, width }: DecodedPhoto): Picture {
  return Array.from({ length: height }, (_, r) =>
    Array.from({ length: width }, (_, c) => [0, 1, 2].map((k) => data[(r * width + c) * 3 + k]! / 255)),
  );
}

function prepared(
  photo: DecodedPhoto,
  drawn: readonly DrawnTransform[],
  target: PhotoTarget,
  stats?: { mean: number[]; std: number[] },
): number[] {
  const out = new Float32Array(target.height * target.width * 3 + 6).fill(7);
  preparePhoto(photo, drawn, target, stats, out, 3);
  expect([...out.slice(0, 3), ...out.slice(-3)]).toEqual([7, 7, 7, 7, 7, 7]);
  return [...out.slice(3, -3)];
}

function farthest(a: readonly number[], b: readonly number[]): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!)));
}

const target = (changes: Partial<PhotoTarget> = {}): PhotoTarget => ({
  height: 9,
  width: 9,
  resizeMethod: 'crop',
  fillMode: 'reflection',
  fillValue: 0,
  ...changes,
});

const share = fc.double({ min: 0, max: 0.999, noNaN: true });
const magnitude = fc.double({ min: -0.2, max: 0.2, noNaN: true });
const draws: fc.Arbitrary<ReferenceDraw> = fc.record({
  degrees: fc.double({ min: -30, max: 30, noNaN: true }),
  zoom: fc.record({ scale: fc.double({ min: 1, max: 1.5, noNaN: true }), row: share, column: share }),
  warp: fc.tuple(magnitude, magnitude, magnitude, magnitude),
  brightness: fc.double({ min: 0.4, max: 0.6, noNaN: true }),
  contrast: fc.double({ min: 0.8, max: 1.25, noNaN: true }),
  flips: fc.integer({ min: 0, max: 7 }),
  crop: fc.record({ row: share, column: share }),
});

function asTransforms(draw: ReferenceDraw): DrawnTransform[] {
  return [
    { kind: 'warp', matrix: symmetricWarpMatrix(draw.warp) },
    { kind: 'affine', matrix: rotationMatrix(draw.degrees) },
    { kind: 'affine', matrix: zoomMatrix(draw.zoom.scale, draw.zoom.row, draw.zoom.column) },
    { kind: 'logit', scale: 1, shift: logit(draw.brightness) },
    { kind: 'logit', scale: draw.contrast, shift: 0 },
    { kind: 'dihedral', flips: draw.flips },
    { kind: 'crop', ...draw.crop },
  ];
}

describe('preparePhoto against the slow reference', () => {
  it('equals fastai step by step: resize, warp, rotation, zoom, light, flips, crop', () => {
    const size = fc.integer({ min: 9, max: 17 });
    fc.assert(
      fc.property(
        size,
        size,
        fc.integer(),
        draws,
        fc.constantFrom('crop', 'squish'),
        (h, w, seed, draw, resizeMethod) => {
          const photo = photoOf(h, w, (i) => Math.imul(i + seed, 2654435761) >>> 24);
          const wanted = target({ resizeMethod: resizeMethod as 'crop' | 'squish' });
          const reference = referencePipeline(pictureOf(photo), draw, wanted).flat(2);
          // Light goes through a table; its error is below an eighth of a grey level.
          expect(farthest(prepared(photo, asTransforms(draw), wanted), reference)).toBeLessThan(5e-4);
        },
      ),
      { numRuns: 150, endOnFailure: true },
    );
  });

  it('is exact to float32 without light', () => {
    fc.assert(
      fc.property(fc.integer(), draws, (seed, draw) => {
        const dull = { ...draw, brightness: 0.5, contrast: 1 };
        const photo = photoOf(11, 14, (i) => Math.imul(i + seed, 40503) >>> 8);
        const drawn = asTransforms(dull).filter(({ kind }) => kind !== 'logit');
        expect(
          farthest(
            prepared(photo, drawn, target()),
            referencePipeline(pictureOf(photo), dull, target()).flat(2),
          ),
        ).toBeLessThan(2e-6);
      }),
      { numRuns: 100, endOnFailure: true },
    );
  });

  it('pads with the mirrored photo', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 6, max: 16 }),
        fc.integer({ min: 6, max: 16 }),
        fc.boolean(),
        (h, w, flip) => {
          const photo = photoOf(h, w, (i) => Math.imul(i, 97) & 255);
          const wanted = target({ resizeMethod: 'pad' });
          const draw = {
            degrees: 0,
            zoom: { scale: 1, row: 0, column: 0 },
            warp: [0, 0, 0, 0],
            brightness: 0.5,
            contrast: 1,
            flips: flip ? 2 : 0,
            crop: { row: 0.5, column: 0.5 },
          } as const;
          const drawn: DrawnTransform[] = [{ kind: 'dihedral', flips: draw.flips }];
          expect(
            farthest(
              prepared(photo, drawn, wanted),
              referencePipeline(pictureOf(photo), draw, wanted).flat(2),
            ),
          ).toBeLessThan(2e-6);
        },
      ),
    );
  });
});

describe('preparePhoto, colours', () => {
  const grey = photoOf(2, 2, () => 64); // 64/255 = .25098
  const wanted = target({ height: 2, width: 2 });

  it('normalises', () => {
    const stats = { mean: [0.5, 0.4, 0.3], std: [0.1, 0.2, 0.5] };
    const x = 64 / 255;
    const expected = [(x - 0.5) / 0.1, (x - 0.4) / 0.2, (x - 0.3) / 0.5];
    expect(
      farthest(prepared(grey, [], wanted, stats), [...expected, ...expected, ...expected, ...expected]),
    ).toBeLessThan(1e-5);
  });

  it('cuts off at 0 and 1 where a change says so', () => {
    const drawn: DrawnTransform[] = [{ kind: 'linear', scale: [9, 1, -1], shift: [0, 0, 0], clip: true }];
    const [red, green, blue] = prepared(grey, drawn, wanted);
    expect([red, green, blue]).toEqual([1, expect.closeTo(64 / 255, 6), 0]);
  });

  it('changes contrast around the mean of the photo', () => {
    const photo = photoOf(1, 2, (i) => (i < 3 ? 51 : 102)); // .2 and .4
    const drawn: DrawnTransform[] = [{ kind: 'meanContrast', scale: 2, shift: 0.1 }];
    const values = prepared(photo, drawn, target({ height: 1, width: 2, resizeMethod: 'squish' }));
    expect(farthest(values, [0.2, 0.2, 0.2, 0.6, 0.6, 0.6])).toBeLessThan(1e-5);
  });

  it('blackens holes, which are black after normalisation too', () => {
    const stats = { mean: [0.5, 0.4, 0.3], std: [0.5, 0.5, 0.5] };
    const white = photoOf(4, 4, () => 255);
    const drawn: DrawnTransform[] = [
      { kind: 'cutout', holes: [{ row: 0.5, column: 0.5, height: 2, width: 2 }] },
    ];
    const values = prepared(white, drawn, target({ height: 4, width: 4 }), stats);
    const red = values.filter((_, i) => i % 3 === 0);
    expect(red.map((v) => (v < 0 ? 0 : 1)).join('')).toBe('1111100110011111');
    expect(red[5]).toBeCloseTo(-1, 6);
  });
});

describe('preparePhoto, fill modes', () => {
  // One row a b c d, moved by three pixels to both sides; the patterns are those of Keras's documentation.
  const row = photoOf(1, 4, (i) => [10, 20, 30, 40][Math.floor(i / 3)]!);
  const moved = (columnShift: number, fillMode: FillMode): number[] => {
    const still = { rotation: 0, rowShift: 0, shear: 0, rowZoom: 1, columnZoom: 1 };
    const wanted = target({ height: 1, width: 4, resizeMethod: 'squish', fillMode, fillValue: 90 });
    const values = prepared(row, [{ kind: 'keras', ...still, columnShift }], wanted);
    return values.filter((_, i) => i % 3 === 0).map((value) => Math.round(value * 255));
  };

  it.each([
    ['nearest', [10, 10, 10, 10], [40, 40, 40, 40]],
    ['border', [10, 10, 10, 10], [40, 40, 40, 40]],
    ['constant', [90, 90, 90, 10], [40, 90, 90, 90]],
    ['zeros', [90, 90, 90, 10], [40, 90, 90, 90]],
    ['reflect', [30, 20, 10, 10], [40, 40, 30, 20]],
    ['reflection', [40, 30, 20, 10], [40, 30, 20, 10]],
    ['wrap', [20, 30, 40, 10], [40, 10, 20, 30]],
  ] as const)('%s', (fillMode, left, right) => {
    expect(moved(-3, fillMode)).toEqual(left);
    expect(moved(3, fillMode)).toEqual(right);
  });
});
