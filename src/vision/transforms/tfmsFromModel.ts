import { type ImageStats, imagenetStats } from '../sampling/imageStats.js';
import type { PhotoSize, ResizeMethod } from '../sampling/photoTarget.js';
import { centerCrop, dihedral, flipLr, randCrop, randShift, randZoom, rotate } from './geometry.js';
import type { Transform, TransformPair } from './transform.js';

/** Brightness and contrast around the photo's mean (fastai 0.7: `RandomLighting`). */
export function randLighting(brightness: number, contrast: number): Transform {
  return {
    name: 'randLighting',
    p: 1,
    order: 8,
    draw: (random) => {
      const shift = random.uniform(-brightness, brightness);
      const c = random.uniform(-contrast, contrast);
      return { kind: 'meanContrast', scale: c < 0 ? 1 / (1 - c) : 1 + c, shift };
    },
  };
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
  readonly dsTfms: TransformPair;
  readonly size: PhotoSize;
  readonly resizeMethod: ResizeMethod;
  readonly stats: ImageStats;
}

/**
 * Transforms for a pretrained network (fastai 0.7: `tfms_from_model`): for training zoom, `augTfms` and a random
 * window; for validation the middle one; ImageNet's statistics.
 *
 * @param _architecture every network here was trained with the same statistics
 * @param size side in pixels
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
