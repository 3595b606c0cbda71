import { perPhoto } from './audit.js';

/**
 * Photos out of focus. cleanvision's measure at 64 px found only a quarter to a third of real photos that were
 * blurred with σ = 6 of 300 px; the measure here ({@link sharpnessOf}) tells those from sharp ones, and one half
 * is the middle between both.
 */
export const blurred = perPhoto('blurred', 'it is out of focus or shaken', ({ sharpness }, options) => {
  if (sharpness >= (options.blurred ?? 0.5)) return undefined;
  return { score: sharpness, detail: `sharpness ${sharpness.toFixed(2)} of 1` };
});
