import { InvalidArgumentError } from '../../core/index.js';

/**
 * An exponential moving average that starts at the first point, so that a noisy curve shows its course.
 * Source: `smooth_curve` of Chollet's Keras book.
 * @param factor weight of what came before, 0 (no smoothing) to below 1. @default 0.8
 */
export function smoothCurve(points: ArrayLike<number>, factor = 0.8): number[] {
  if (!(factor >= 0 && factor < 1))
    throw new InvalidArgumentError('factor', factor, 'at least 0 and less than 1');
  const smoothed: number[] = [];
  for (const point of Array.from(points)) {
    const previous = smoothed.at(-1);
    smoothed.push(previous === undefined ? point : previous * factor + point * (1 - factor));
  }
  return smoothed;
}
