import { perPhoto } from './audit.js';

/** Photos of which no part is sharp: a sharp subject before a soft background is as it should be ({@link sharpnessOf}). */
export const blurred = perPhoto('blurred', 'nothing in it is in focus', ({ sharpness }, options) => {
  if (sharpness >= (options.blurred ?? 0.6)) return undefined;
  return { score: sharpness, detail: `sharpness ${sharpness.toFixed(2)} of 1` };
});
