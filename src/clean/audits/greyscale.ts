import type { Audit, AuditedPhoto, Finding } from './audit.js';

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
