import { centerCrop, dihedral, flipLr, randCrop, randZoom, rotate, symmetricWarp } from './geometry.js';
import { brightness, contrast } from './lighting.js';
import type { Transform, TransformPair } from './transform.js';

/** Options of {@link getTransforms}; names and defaults are fastai's. */
export interface GetTransformsOptions {
  /** Mirror half of the photos. @default true */
  readonly doFlip?: boolean;
  /** Turn and mirror in all eight ways (aerial views, microscopes). @default false */
  readonly flipVert?: boolean;
  /** Largest angle, in degrees. @default 10 */
  readonly maxRotate?: number;
  /** Largest zoom. @default 1.1 */
  readonly maxZoom?: number;
  /** Largest change of brightness and contrast. @default 0.2 */
  readonly maxLighting?: number;
  /** Largest perspective warp. @default 0.2 */
  readonly maxWarp?: number;
  /** Probability of each of rotation, zoom and warp. @default 0.75 */
  readonly pAffine?: number;
  /** Probability of each of brightness and contrast. @default 0.75 */
  readonly pLighting?: number;
  /** More transforms for training. @default none */
  readonly xtraTfms?: readonly Transform[];
}

/**
 * The transforms that serve most photos well: random flip, rotation, zoom, perspective, brightness, contrast and
 * crop for training; the window in the middle for validation (fastai: `get_transforms`).
 */
export function getTransforms(options: GetTransformsOptions = {}): TransformPair {
  const { doFlip = true, flipVert = false, maxRotate = 10, maxZoom = 1.1, maxLighting = 0.2 } = options;
  const { maxWarp = 0.2, pAffine = 0.75, pLighting = 0.75, xtraTfms = [] } = options;
  const train: Transform[] = [randCrop()];
  if (doFlip) train.push(flipVert ? dihedral() : flipLr());
  if (maxWarp) train.push(symmetricWarp(maxWarp, pAffine));
  if (maxRotate) train.push(rotate(maxRotate, pAffine));
  if (maxZoom > 1) train.push(randZoom(maxZoom, pAffine));
  if (maxLighting) {
    train.push(brightness([0.5 * (1 - maxLighting), 0.5 * (1 + maxLighting)], pLighting));
    train.push(contrast([1 - maxLighting, 1 / (1 - maxLighting)], pLighting));
  }
  return [[...train, ...xtraTfms], [centerCrop()]];
}
