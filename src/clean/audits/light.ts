import { perPhoto } from './audit.js';

/** Photos that are almost white (cleanvision's `light`). */
export const light = perPhoto('light', 'almost all of it is white', (facts, options) => {
  const score = 1 - facts.light.percentile5;
  if (score >= (options.light ?? 0.05)) return undefined;
  return { score, detail: `95 % of it is above ${Math.round((1 - score) * 100)} % brightness` };
});
