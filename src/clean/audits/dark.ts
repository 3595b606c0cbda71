import { perPhoto } from './audit.js';

/** Photos in which hardly anything is bright (cleanvision's `dark`). */
export const dark = perPhoto('dark', 'hardly anything in it is bright', ({ light }, options) => {
  const score = light.percentile99;
  if (score >= (options.dark ?? 0.32)) return undefined;
  return { score, detail: `99 % of it is below ${Math.round(score * 100)} % brightness` };
});
