import type { GreyPicture } from './resizeGrey.js';

/** Reach of the blur that a picture is compared with, in pixels to each side. */
const reach = 4;

/**
 * How sharp a picture is: the share of its differences between neighbouring pixels that a small box blur takes
 * away, so 0 for one that is blurred already and near 1 for a sharp one; the blurrier direction counts.
 *
 * Source: Crété-Roffet et al., "The blur effect: perception and estimation with a new no-reference perceptual
 * blur metric", 2007 (skimage: `blur_effect`, of which this is 1 minus).
 */
export function sharpnessOf({ width, height, data }: GreyPicture): number {
  const across = shareLost(data, height, width, width, 1);
  const down = shareLost(data, width, height, 1, width);
  return Math.min(across, down);
}

/**
 * @param lines how many rows (or columns)
 * @param length pixels in each
 * @param lineStep distance of two lines in `data`
 * @param step distance of two pixels of a line
 */
function shareLost(
  data: Float32Array,
  lines: number,
  length: number,
  lineStep: number,
  step: number,
): number {
  let total = 0;
  let lost = 0;
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    const at = (i: number): number =>
      data[start + (i < 0 ? 0 : i >= length ? length - 1 : i) * step] as number;
    for (let i = 1; i < length; i++) {
      const difference = Math.abs(at(i) - at(i - 1));
      // Two box means side by side differ only by the pixel that enters and the one that leaves.
      const blurred = Math.abs(at(i + reach) - at(i - 1 - reach)) / (2 * reach + 1);
      total += difference;
      if (difference > blurred) lost += difference - blurred;
    }
  }
  return total > 0 ? lost / total : 0;
}
