import type { Transform } from './transform.js';

/**
 * Black rectangles at random places (DeVries and Taylor, "Improved Regularization of Convolutional Neural
 * Networks with Cutout", 2017; fastai: `cutout`).
 *
 * @param options.nHoles how many, fewest and most. @default [1, 1]
 * @param options.length side in pixels, smallest and largest. @default [40, 40]
 * @param options.p probability. @default 1
 * @example
 * ```ts
 * import { cutout, ImageDataBunch } from 'tsvision';
 * const dsTfms = [[cutout({ nHoles: [1, 2], length: [4, 8] })], []] as const;
 * await ImageDataBunch.fromFolder(photos, { train: '.', validPct: 0.2, dsTfms, size: 64 });
 * ```
 */
export function cutout(
  options: {
    readonly nHoles?: readonly [fewest: number, most: number];
    readonly length?: readonly [smallest: number, largest: number];
    readonly p?: number;
  } = {},
): Transform {
  const { nHoles = [1, 1], length = [40, 40], p = 1 } = options;
  return {
    name: 'cutout',
    p,
    order: 20,
    draw: (random) => {
      const side = (): number => random.int(length[0], length[1] + 1);
      const holes = Array.from({ length: random.int(nHoles[0], nHoles[1] + 1) }, () => ({
        row: random.next(),
        column: random.next(),
        height: side(),
        width: side(),
      }));
      return { kind: 'cutout', holes };
    },
  };
}
