import { perPhoto } from './audit.js';

/** Panoramas and strips, of which a square crop shows little (cleanvision's `odd_aspect_ratio`). */
export const oddAspect = perPhoto('oddAspect', 'it is a narrow strip', ({ width, height }, options) => {
  const score = Math.min(width / height, height / width);
  if (score >= (options.oddAspect ?? 0.35)) return undefined;
  return { score, detail: `${width} × ${height}` };
});
