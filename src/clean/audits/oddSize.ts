import type { Audit, Finding } from './audit.js';

/** Photos far smaller or larger than the others (cleanvision's `odd_size`). */
export const oddSize: Audit = {
  name: 'oddSize',
  meaning: 'it is far smaller or larger than the others',
  find(photos, { oddSize: reach = 3 }) {
    const sizes = photos.flatMap(({ facts }, index) =>
      facts.readable ? [{ index, side: Math.sqrt(facts.width * facts.height), facts }] : [],
    );
    const sorted = sizes.map(({ side }) => side).sort((a, b) => a - b);
    const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
    const spread = high - low;
    const [least, most] = [Math.max(0, low - reach * spread), high + reach * spread];
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
