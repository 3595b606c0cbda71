import type { Random } from '../../core/index.js';
import type { Matrix3 } from './matrix3.js';

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
  /** Above 1 shows more of the photo, as in Keras. */
  readonly rowZoom: number;
  readonly columnZoom: number;
}

/** A random change of photos. A new one is an object with these four fields. */
export interface Transform {
  readonly name: string;
  /** Probability that a photo gets it. */
  readonly p: number;
  /** Transforms act in ascending order (fastai's numbers: warp 4, affine 5, lighting 8, flip 10, crop 99). */
  readonly order: number;
  draw(random: Random): DrawnTransform;
}

/** Transforms for training and for validation. */
export type TransformPair = readonly [train: readonly Transform[], valid: readonly Transform[]];

/** Draws what happens to one photo: which transforms, and how much of each. */
export function drawTransforms(transforms: readonly Transform[], random: Random): DrawnTransform[] {
  return transforms
    .map((transform, position) => ({ transform, position }))
    .sort((a, b) => a.transform.order - b.transform.order || a.position - b.position)
    .filter(({ transform }) => random.chance(transform.p))
    .map(({ transform }) => transform.draw(random));
}
