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
  // One line with its ends repeated, so that the inner loop asks for no borders.
  const margin = reach + 1;
  const padded = new Float32Array(length + 2 * margin);
  for (let line = 0; line < lines; line++) {
    const start = line * lineStep;
    for (let i = 0; i < length; i++) padded[i + margin] = data[start + i * step] as number;
    padded.fill(padded[margin] as number, 0, margin);
    padded.fill(padded[margin + length - 1] as number, margin + length);
    for (let i = margin + 1; i < margin + length; i++) {
      const difference = Math.abs((padded[i] as number) - (padded[i - 1] as number));
      // Two box means side by side differ only by the pixel that enters and the one that leaves.
      const swap = (padded[i + reach] as number) - (padded[i - 1 - reach] as number);
      const blurred = Math.abs(swap) / (2 * reach + 1);
      total += difference;
      if (difference > blurred) lost += difference - blurred;
    }
  }
  return total > 0 ? lost / total : 0;
}
