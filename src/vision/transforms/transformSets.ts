import { type ImageStats, imagenetStats } from './colours.js';
import {
  centerCrop,
  dihedral,
  flipLr,
  randCrop,
  randShift,
  randZoom,
  rotate,
  symmetricWarp,
} from './geometry.js';
import { brightness, contrast, randLighting } from './lighting.js';
import type { PhotoSize, ResizeMethod } from './pixels.js';
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
 * @example
 * ```ts
 * import { getTransforms, ImageDataBunch } from 'tsvision';
 * const dsTfms = getTransforms({ flipVert: true, maxRotate: 20 }); // photos from above
 * await ImageDataBunch.fromFolder(photos, { train: '.', validPct: 0.2, dsTfms, size: 64 });
 * ```
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

/** Rotation by at most 10° and a little light: for every kind of photo (fastai 0.7: `transforms_basic`). */
export const transformsBasic: readonly Transform[] = [rotate(10, 0.75), randLighting(0.05, 0.05)];

/** For photos taken from the side: {@link transformsBasic} and mirroring (fastai 0.7: `transforms_side_on`). */
export const transformsSideOn: readonly Transform[] = [...transformsBasic, flipLr(0.5)];

/** For photos taken from above: {@link transformsBasic} and all eight turns (fastai 0.7: `transforms_top_down`). */
export const transformsTopDown: readonly Transform[] = [...transformsBasic, dihedral()];

/** Options of {@link tfmsFromModel}. */
export interface TfmsFromModelOptions {
  /** More transforms for training, e.g. {@link transformsSideOn}. @default none */
  readonly augTfms?: readonly Transform[];
  /** Zoom in by up to this factor. @default none */
  readonly maxZoom?: number;
  /** Shift by up to so many pixels. @default 0 */
  readonly pad?: number;
  /** A random window for training, the middle one, or the squeezed photo. @default 'random' */
  readonly cropType?: 'random' | 'center' | 'no';
}

/** All that turns photos into the inputs of a pretrained network: fastai 0.7's `tfms`. */
export interface ModelTransforms {
  /** Transforms of training and of validation. */
  readonly dsTfms: TransformPair;
  /** Height and width that the network gets, in pixels. */
  readonly size: PhotoSize;
  /** How a photo is brought to that size. */
  readonly resizeMethod: ResizeMethod;
  /** Mean and deviation by which colours are normalized. */
  readonly stats: ImageStats;
}

/**
 * Transforms for a pretrained network (fastai 0.7: `tfms_from_model`): for training zoom, `augTfms` and a random
 * window; for validation the middle one; ImageNet's statistics.
 *
 * @param _architecture every network here was trained with the same statistics
 * @param size side in pixels
 * @example
 * ```ts
 * import { models, tfmsFromModel, transformsSideOn } from 'tsvision';
 * const tfms = tfmsFromModel(models.resnet34, 224, { augTfms: transformsSideOn, maxZoom: 1.1 });
 * ```
 */
export function tfmsFromModel(
  _architecture: unknown,
  size: number,
  options: TfmsFromModelOptions = {},
): ModelTransforms {
  const { augTfms = [], maxZoom = 1, pad = 0, cropType = 'random' } = options;
  const train: Transform[] = [...augTfms, cropType === 'random' ? randCrop() : centerCrop()];
  if (maxZoom > 1) train.push(randZoom(maxZoom, 0.75));
  if (pad > 0) train.push(randShift(pad));
  const resizeMethod = cropType === 'no' ? 'squish' : 'crop';
  return { dsTfms: [train, [centerCrop()]], size, resizeMethod, stats: imagenetStats };
}
