import type { PhotoDataset } from '../datasets/photoDataset.js';

/** A weight for each photo that makes every class as frequent as the others. */
export function balancedWeights(dataset: PhotoDataset): number[] {
  const counts = dataset.classCounts;
  return dataset.items.map(({ label }) => {
    const names = typeof label === 'string' ? [label] : Array.isArray(label) ? (label as string[]) : [];
    // A photo of several classes is as rare as the rarest of them.
    return names.length === 0 ? 1 : Math.max(...names.map((name) => 1 / (counts[name] ?? 1)));
  });
}
