import { perPhoto } from './audit.js';

/** Photos of hardly more than one colour (cleanvision's `low_information`). */
export const lowInformation = perPhoto('lowInformation', 'it shows almost nothing', ({ light }, options) => {
  const score = 0.1 * light.entropy;
  if (score >= (options.lowInformation ?? 0.3)) return undefined;
  return { score, detail: `${light.entropy.toFixed(1)} bits of colour` };
});
