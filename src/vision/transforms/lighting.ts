import type { Transform } from './transform.js';

/** log(x / (1 − x)); its input is kept away from 0 and 1 by 1e−7. */
export function logit(x: number): number {
  const clamped = Math.min(Math.max(x, 1e-7), 1 - 1e-7);
  return Math.log(clamped / (1 - clamped));
}

/** 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}

/**
 * Brightness: adds logit(change) to the logits of the colours; change .5 does nothing (fastai: `brightness`).
 * @example
 * ```ts
 * import { brightness, Random } from 'tsvision';
 * brightness([0.4, 0.6], 1).draw(new Random(1)); // 0.5 changes nothing
 * ```
 */
export function brightness(change: readonly [low: number, high: number], p = 0.75): Transform {
  return {
    name: 'brightness',
    p,
    order: 8,
    draw: (random) => ({ kind: 'logit', scale: 1, shift: logit(random.uniform(...change)) }),
  };
}

/**
 * Contrast: multiplies the logits of the colours; drawn log-uniformly, 1 does nothing (fastai: `contrast`).
 * @example
 * ```ts
 * import { contrast, Random } from 'tsvision';
 * contrast([0.8, 1.25], 1).draw(new Random(1)); // 1 changes nothing
 * ```
 */
export function contrast(scale: readonly [low: number, high: number], p = 0.75): Transform {
  return {
    name: 'contrast',
    p,
    order: 8,
    draw: (random) => ({ kind: 'logit', scale: random.logUniform(...scale), shift: 0 }),
  };
}

/**
 * Brightness and contrast around the photo's mean (fastai 0.7: `RandomLighting`).
 * @example
 * ```ts
 * import { Random, randLighting } from 'tsvision';
 * randLighting(0.05, 0.05).draw(new Random(1));
 * ```
 */
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
