import { type Audit, type AuditedPhoto, type Finding, perPhoto } from './audit.js';

/** Photos of which no part is sharp: a sharp subject before a soft background is as it should be ({@link sharpnessOf}). */
export const blurred = perPhoto('blurred', 'nothing in it is in focus', ({ sharpness }, options) => {
  if (sharpness >= (options.blurred ?? 0.45)) return undefined;
  return { score: sharpness, detail: `sharpness ${sharpness.toFixed(2)} of 1` };
});

/** Photos in which hardly anything is bright (cleanvision's `dark`). */
export const dark = perPhoto('dark', 'hardly anything in it is bright', ({ light }, options) => {
  const score = light.percentile99;
  if (score >= (options.dark ?? 0.32)) return undefined;
  return { score, detail: `99 % of it is below ${Math.round(score * 100)} % brightness` };
});

/** Photos that are almost white (cleanvision's `light`). */
export const light = perPhoto('light', 'almost all of it is white', (facts, options) => {
  const score = 1 - facts.light.percentile5;
  if (score >= (options.light ?? 0.05)) return undefined;
  return { score, detail: `95 % of it is above ${Math.round((1 - score) * 100)} % brightness` };
});

/** Photos of hardly more than one colour (cleanvision's `low_information`). */
export const lowInformation = perPhoto('lowInformation', 'it shows almost nothing', ({ light }, options) => {
  const score = 0.1 * light.entropy;
  if (score >= (options.lowInformation ?? 0.3)) return undefined;
  return { score, detail: `${light.entropy.toFixed(1)} bits of colour` };
});

/** Panoramas and strips, of which a square crop shows little (cleanvision's `odd_aspect_ratio`). */
export const oddAspect = perPhoto('oddAspect', 'it is a narrow strip', ({ width, height }, options) => {
  const score = Math.min(width / height, height / width);
  if (score >= (options.oddAspect ?? 0.35)) return undefined;
  return { score, detail: `${width} × ${height}` };
});

/** Photos without colour among coloured ones; a set that is all grey is meant to be. */
export const greyscale: Audit = {
  name: 'greyscale',
  meaning: 'it has no colour, while most others have',
  find(photos) {
    const grey = photos.flatMap((photo, index) => (isGrey(photo) ? [index] : []));
    const readable = photos.filter(({ facts }) => facts.readable).length;
    if (grey.length * 2 > readable) return [];
    return grey.map((index): Finding => ({ audit: 'greyscale', index, score: 0, detail: 'grey only' }));
  },
};

/** Compression leaves a trace of colour in grey JPEGs: half a step of 255 is none. */
function isGrey({ facts }: AuditedPhoto): boolean {
  return facts.readable && facts.light.colourfulness < 0.5;
}

/** What counts as no difference: where most photos have one size, the quartiles lie nowhere apart. */
const leastSpread = 0.1;

/**
 * Photos far smaller or larger than the others (cleanvision's `odd_size`, whose rule calls every photo odd that is not of
 * the one size of all others: here the quartiles count as at least a tenth of the middle size apart).
 */
export const oddSize: Audit = {
  name: 'oddSize',
  meaning: 'it is far smaller or larger than the others',
  find(photos, { oddSize: reach = 3 }) {
    const sizes = photos.flatMap(({ facts }, index) =>
      facts.readable ? [{ index, side: Math.sqrt(facts.width * facts.height), facts }] : [],
    );
    const sorted = sizes.map(({ side }) => side).sort((a, b) => a - b);
    const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share)) as [
      number,
      number,
      number,
    ];
    const room = reach * Math.max(high - low, leastSpread * median);
    const [least, most] = [Math.max(0, low - room), high + room];
    const middle = (least + most) / 2;
    return sizes
      .filter(({ side }) => side < least || side > most)
      .map(({ index, side, facts }): Finding => {
        // 1 in the middle, ½ at the limits, towards 0 beyond.
        const distance = Math.abs(side - middle) / Math.max(1e-9, most - middle);
        const score = Math.max(0, 1 - distance / 2);
        return { audit: 'oddSize', index, score, detail: `${facts.width} × ${facts.height}` };
      });
  },
};

function quantile(sorted: readonly number[], share: number): number {
  const place = (sorted.length - 1) * share;
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}
