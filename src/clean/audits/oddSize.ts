import type { Audit, Finding } from './audit.js';

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
