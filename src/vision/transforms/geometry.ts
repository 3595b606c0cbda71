import type { Random } from '../../core/index.js';
import { type Matrix3, scaleShift3 } from './matrix3.js';
import type { Transform } from './transform.js';

/** Counter-clockwise rotation by so many degrees. */
export function rotationMatrix(degrees: number): Matrix3 {
  const angle = (degrees * Math.PI) / 180;
  return [Math.cos(angle), -Math.sin(angle), 0, Math.sin(angle), Math.cos(angle), 0, 0, 0, 1];
}

/** Zoom in by `scale` around the point at (`row`, `column`), given as shares of the sides. */
export function zoomMatrix(scale: number, row = 0.5, column = 0.5): Matrix3 {
  const s = 1 / scale;
  return scaleShift3(s, s, (1 - s) * (2 * column - 1), (1 - s) * (2 * row - 1));
}

/**
 * Perspective as if seen from the side, above or below, one magnitude for each of four directions: the map
 * sends the moved corners of the output to the corners of the photo, so that a positive magnitude enlarges a side.
 */
export function symmetricWarpMatrix([m0, m1, m2, m3]: readonly [number, number, number, number]): Matrix3 {
  const moved = [
    [-1 - m3, -1 - m1],
    [-1 - m2, 1 + m1],
    [1 + m3, -1 - m0],
    [1 + m2, 1 + m0],
  ] as const;
  const corners = [
    [-1, -1],
    [-1, 1],
    [1, -1],
    [1, 1],
  ] as const;
  return homographyFromCorners(moved, corners);
}

/**
 * Rotation by a random angle of [−degrees, degrees] (fastai: `rotate`).
 * @example
 * ```ts
 * import { ImageDataBunch, rotate } from 'tsvision';
 * const dsTfms = [[rotate(10)], []] as const; // at most 10° either way, three times of four; not at validation
 * await ImageDataBunch.fromFolder(photos, { train: '.', validPct: 0.2, dsTfms, size: 64 });
 * ```
 */
export function rotate(degrees: number, p = 0.75): Transform {
  return {
    name: 'rotate',
    p,
    order: 5,
    draw: (random) => ({ kind: 'affine', matrix: rotationMatrix(random.uniform(-degrees, degrees)) }),
  };
}

/**
 * Zoom by a random factor of [1, max] around a random point (fastai: `rand_zoom`).
 * @example
 * ```ts
 * import { Random, randZoom } from 'tsvision';
 * randZoom(1.1, 1).draw(new Random(1)).kind; // → affine
 * ```
 */
export function randZoom(max: number, p = 0.75): Transform {
  return {
    name: 'randZoom',
    p,
    order: 5,
    draw: (random) => {
      const scale = random.uniform(1, max);
      return { kind: 'affine', matrix: zoomMatrix(scale, random.next(), random.next()) };
    },
  };
}

/**
 * Perspective warp with four random magnitudes of [−max, max] (fastai: `symmetric_warp`).
 * @example
 * ```ts
 * import { Random, symmetricWarp } from 'tsvision';
 * symmetricWarp(0.2, 1).draw(new Random(1));
 * ```
 */
export function symmetricWarp(max: number, p = 0.75): Transform {
  const magnitude = (random: Random): number => random.uniform(-max, max);
  return {
    name: 'symmetricWarp',
    p,
    order: 4,
    draw: (random) => ({
      kind: 'warp',
      matrix: symmetricWarpMatrix([
        magnitude(random),
        magnitude(random),
        magnitude(random),
        magnitude(random),
      ]),
    }),
  };
}

/**
 * Shift by up to so many pixels of the output to each side.
 * @example
 * ```ts
 * import { Random, randShift } from 'tsvision';
 * randShift(4).draw(new Random(1)); // at most 4 pixels
 * ```
 */
export function randShift(pixels: number, p = 1): Transform {
  const still = { rotation: 0, shear: 0, rowZoom: 1, columnZoom: 1 };
  const draw = (random: Random): number => random.uniform(-pixels, pixels);
  return {
    name: 'randShift',
    p,
    order: 5,
    draw: (random) => ({ kind: 'keras', ...still, rowShift: draw(random), columnShift: draw(random) }),
  };
}

/**
 * Mirrors left and right (fastai: `flip_lr`).
 * @example
 * ```ts
 * import { flipLr, Random } from 'tsvision';
 * flipLr(0.5).draw(new Random(1));
 * ```
 */
export function flipLr(p = 0.5): Transform {
  return { name: 'flipLr', p, order: 10, draw: () => ({ kind: 'dihedral', flips: 2 }) };
}

/**
 * One of the eight ways to turn and mirror a photo (fastai: `dihedral`).
 * @example
 * ```ts
 * import { dihedral, Random } from 'tsvision';
 * dihedral().draw(new Random(1)); // one of eight positions
 * ```
 */
export function dihedral(p = 1): Transform {
  return { name: 'dihedral', p, order: 10, draw: (random) => ({ kind: 'dihedral', flips: random.int(8) }) };
}

/**
 * A window at a random place, where the resized photo is larger than the asked size (fastai: `rand_crop`).
 * @example
 * ```ts
 * import { randCrop } from 'tsvision';
 * randCrop().name; // → randCrop
 * ```
 */
export function randCrop(p = 1): Transform {
  return {
    name: 'randCrop',
    p,
    order: 99,
    draw: (random) => ({ kind: 'crop', row: random.next(), column: random.next() }),
  };
}

/**
 * The window in the middle (fastai: `crop_pad`); also what happens without any crop among the transforms.
 * @example
 * ```ts
 * import { centerCrop } from 'tsvision';
 * centerCrop().name; // → centerCrop
 * ```
 */
export function centerCrop(): Transform {
  return { name: 'centerCrop', p: 1, order: 99, draw: () => ({ kind: 'crop', row: 0.5, column: 0.5 }) };
}

/** A point as (x, y). */
export type Point = readonly [number, number];

/**
 * The homography that sends four points to four others, by solving the eight linear equations of its entries
 * (the ninth is 1). No three of the points may lie on a line.
 */
export function homographyFromCorners(from: readonly Point[], to: readonly Point[]): Matrix3 {
  const rows: number[][] = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i] as Point;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
    rows.push([0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  return [...solve(rows), 1] as unknown as Matrix3;
}

/** Gauss–Jordan elimination with pivoting on rows of coefficients followed by the right side. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  const at = (r: number, c: number): number => rows[r]?.[c] as number;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) if (Math.abs(at(r, column)) > Math.abs(at(pivot, column))) pivot = r;
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const lead = rows[column] as number[];
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const factor = at(r, column) / (lead[column] as number);
      const row = rows[r] as number[];
      for (let c = column; c <= n; c++) row[c] = (row[c] as number) - factor * (lead[c] as number);
    }
  }
  return rows.map((row, i) => (row[n] as number) / (row[i] as number));
}
