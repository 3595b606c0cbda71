import type { Random } from '../../core/index.js';

/** A 3×3 matrix by rows, acting on points (x, y, 1). */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/** The matrix that changes nothing. */
export const identity3: Matrix3 = [1, 0, 0, 0, 1, 0, 0, 0, 1];

/** The map that applies `b` first, then `a`. */
export function multiply3(a: Matrix3, b: Matrix3): Matrix3 {
  const [a0, a1, a2, a3, a4, a5, a6, a7, a8] = a;
  const [b0, b1, b2, b3, b4, b5, b6, b7, b8] = b;
  return [
    a0 * b0 + a1 * b3 + a2 * b6,
    a0 * b1 + a1 * b4 + a2 * b7,
    a0 * b2 + a1 * b5 + a2 * b8,
    a3 * b0 + a4 * b3 + a5 * b6,
    a3 * b1 + a4 * b4 + a5 * b7,
    a3 * b2 + a4 * b5 + a5 * b8,
    a6 * b0 + a7 * b3 + a8 * b6,
    a6 * b1 + a7 * b4 + a8 * b7,
    a6 * b2 + a7 * b5 + a8 * b8,
  ];
}

/** Where the homography sends a point. */
export function apply3(m: Matrix3, x: number, y: number): [number, number] {
  const w = m[6] * x + m[7] * y + m[8];
  return [(m[0] * x + m[1] * y + m[2]) / w, (m[3] * x + m[4] * y + m[5]) / w];
}

/** The map that stretches and then shifts: x → sx·x + tx, y → sy·y + ty. */
export function scaleShift3(sx: number, sy: number, tx: number, ty: number): Matrix3 {
  return [sx, 0, tx, 0, sy, ty, 0, 0, 1];
}

/**
 * What one transform does to one photo, all chances drawn: plain data, so that it can be sent to another thread.
 * Coordinates lie in [−1, 1], x to the right and y down, and maps go from the output to the input.
 *
 * - `affine`: a linear map of the sampling grid; the off-diagonal terms are for a square picture and adapted to
 *   the real shape. All affine maps of a photo act after its warps.
 * - `warp`: a homography of the sampling grid.
 * - `dihedral`: one of the 8 ways to turn and mirror a picture: bit 0 flips top to bottom, bit 1 left to right,
 *   bit 2 transposes afterwards.
 * - `logit`: colours x become sigmoid(scale · logit(x) + shift).
 * - `linear`: colours x become scale · x + shift, per channel, cut off at 0 and 1 when `clip` is set.
 * - `meanContrast`: colours x become scale · (x − m) + m + shift, m being the photo's mean; cut off at 0 and 1.
 * - `keras`: rotation, shift, shear and zoom around the centre, multiplied in Keras's order.
 * - `crop`: where a window lies in the picture that is too large for it, 0 = left/top and 1 = right/bottom.
 * - `cutout`: black rectangles.
 */
export type DrawnTransform =
  | { readonly kind: 'affine'; readonly matrix: Matrix3 }
  | { readonly kind: 'warp'; readonly matrix: Matrix3 }
  | { readonly kind: 'dihedral'; readonly flips: number }
  | { readonly kind: 'logit'; readonly scale: number; readonly shift: number }
  | {
      readonly kind: 'linear';
      readonly scale: readonly number[];
      readonly shift: readonly number[];
      readonly clip?: boolean;
    }
  | { readonly kind: 'meanContrast'; readonly scale: number; readonly shift: number }
  | ({ readonly kind: 'keras' } & KerasGeometry)
  | { readonly kind: 'crop'; readonly row: number; readonly column: number }
  | { readonly kind: 'cutout'; readonly holes: readonly CutoutHole[] };

/** One black rectangle. */
export interface CutoutHole {
  /** Place of the centre, as a share of the output's height. */
  readonly row: number;
  /** Place of the centre, as a share of the output's width. */
  readonly column: number;
  /** Pixels. */
  readonly height: number;
  /** Pixels. */
  readonly width: number;
}

/** One draw of Keras's `ImageDataGenerator`: its `apply_affine_transform`. */
export interface KerasGeometry {
  /** Degrees. */
  readonly rotation: number;
  /** Pixels. */
  readonly rowShift: number;
  /** Pixels. */
  readonly columnShift: number;
  /** Shift as a share of the height, in addition. @default 0 */
  readonly rowShare?: number;
  /** Shift as a share of the width, in addition. @default 0 */
  readonly columnShare?: number;
  /** Degrees. */
  readonly shear: number;
  /** Above 1 shows more of the photo's height, as in Keras. */
  readonly rowZoom: number;
  /** Above 1 shows more of the photo's width, as in Keras. */
  readonly columnZoom: number;
}

/**
 * A random change of photos. A new one is an object with these four fields; `draw` is not async.
 * @example
 * ```ts
 * import { ImageDataBunch, type Transform } from 'tsvision';
 * const mirror: Transform = {
 *   name: 'mirror',
 *   p: 0.5,
 *   order: 5,
 *   draw: () => ({ kind: 'affine', matrix: [1, 0, 0, 0, -1, 0, 0, 0, 1] }),
 * };
 * await ImageDataBunch.fromFolder(photos, { train: '.', validPct: 0.2, dsTfms: [[mirror], []], size: 32 });
 * ```
 */
export interface Transform {
  readonly name: string;
  /** Probability that a photo gets it. */
  readonly p: number;
  /** Transforms act in ascending order (fastai's numbers: warp 4, affine 5, lighting 8, flip 10, crop 99). */
  readonly order: number;
  /** Draws what happens to one photo; all chance comes from `random`. */
  draw(random: Random): DrawnTransform;
}

/** Transforms for training and for validation. */
export type TransformPair = readonly [train: readonly Transform[], valid: readonly Transform[]];
