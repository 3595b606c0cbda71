import type { Random } from '../../core/index.js';

/** Hue in degrees, saturation and lightness in percent. */
export type Colour = readonly [number, number, number];

/** As the canvas wants it. */
export function css([h, s, l]: Colour, alpha = 1): string {
  return `hsla(${h.toFixed(1)}, ${clamp(s).toFixed(1)}%, ${clamp(l).toFixed(1)}%, ${alpha.toFixed(3)})`;
}

/** The colour made lighter (or darker, by a negative number) by some percent of lightness. */
export function lighter([h, s, l]: Colour, by: number): Colour {
  return [h, s, clamp(l + by)];
}

/** A colour near this one. */
export function vary([h, s, l]: Colour, random: Random, amount = 1): Colour {
  return [
    h + random.normal(0, 5 * amount),
    clamp(s + random.normal(0, 6 * amount)),
    clamp(l + random.normal(0, 4 * amount)),
  ];
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}
