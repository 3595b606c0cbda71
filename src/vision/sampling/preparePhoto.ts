import type { Pixels } from '../decoding/pixels.js';
import type { DrawnTransform } from '../transforms/transform.js';
import { applyColours } from './applyColours.js';
import { colourMap } from './colourMap.js';
import type { ImageStats } from './imageStats.js';
import type { PhotoTarget } from './photoTarget.js';
import { samplePhoto } from './samplePhoto.js';
import { samplePlan } from './samplePlan.js';

/** A decoded photo and the size that it had in its file (it may have been shrunk while it was decoded). */
export interface DecodedPhoto extends Pixels {
  readonly originalHeight: number;
  readonly originalWidth: number;
}

/**
 * The one way from a decoded photo to the input of a model, in training, validation and prediction: geometry,
 * colours, holes, normalisation, as float32 `[height, width, 3]` into `out` from `offset` on.
 */
export function preparePhoto(
  photo: DecodedPhoto,
  drawn: readonly DrawnTransform[],
  target: PhotoTarget,
  stats: ImageStats | undefined,
  out: Float32Array,
  offset: number,
): void {
  const original = [photo.originalHeight, photo.originalWidth] as const;
  const plan = samplePlan(drawn, [photo.height, photo.width], original, target);
  const length = target.height * target.width * 3;
  samplePhoto(photo, plan, target, out, offset);
  for (const hole of plan.holes) blacken(out, offset, target, hole);
  applyColours(out, offset, length, colourMap(plan.colours, stats));
}

function blacken(
  out: Float32Array,
  offset: number,
  { height, width }: PhotoTarget,
  hole: { readonly row: number; readonly column: number; readonly height: number; readonly width: number },
): void {
  const range = (centre: number, size: number, n: number): [number, number] => [
    Math.max(0, Math.round((centre - size / 2) * n)),
    Math.min(n, Math.round((centre + size / 2) * n)),
  ];
  const [top, bottom] = range(hole.row, hole.height, height);
  const [left, right] = range(hole.column, hole.width, width);
  for (let y = top; y < bottom; y++)
    out.fill(0, offset + (y * width + left) * 3, offset + (y * width + right) * 3);
}
