import { InvalidArgumentError } from '../../core/index.js';
import { sampleBytes } from './bytes/sampleBytes.js';
import type { ImageStats } from './colours.js';
import type { DecodedPhoto, PhotoTarget } from './pixels.js';
import { preparePixels } from './preparePixels.js';
import type { DrawnTransform } from './transform.js';

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
  assertSize(photo, target);
  preparePixels(photo, drawn, target, stats, out, offset, sampleBytes);
}

/** Without resizing, a photo of another size than the first cannot stand in a batch with it. */
function assertSize({ originalHeight, originalWidth }: DecodedPhoto, target: PhotoTarget): void {
  if (target.resizeMethod !== 'no') return;
  if (originalHeight === target.height && originalWidth === target.width) return;
  const sizes = `${originalHeight} × ${originalWidth} pixels, and the others ${target.height} × ${target.width}`;
  throw new InvalidArgumentError('size', undefined, `given, because this photo has ${sizes}`);
}
