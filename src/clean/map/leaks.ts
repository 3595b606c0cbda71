import type { LeakPair } from '../cleaner/mapProtocol.js';
import type { MappedFeatures } from './features/mappedFeatures.js';
import { rowProduct } from './features/unitRows.js';
import type { Points } from './layout/nearestRows.js';
import { runMapJob } from './mapThread.js';

/**
 * Cosine of the features from which on two photos count as the same picture. By EfficientNet-Lite0 it holds for 20 of 20
 * photos saved at JPEG quality 40, cropped by 6 % or brightened by 15 %, for 7 of 20 at half their size (these the audit
 * finds), and for none of the 115,000 pairs of different photos of bears.
 */
export const leastLikeness = 0.92;

/** What is known of a photo besides its features. */
interface SplitPhoto {
  readonly split: 'train' | 'valid' | undefined;
  readonly group: number | undefined;
  readonly gone: boolean;
}

/**
 * Photos to train on that are there to validate with, too: equal files, copies that an audit has found, and pictures
 * whose features are nearly the same. The validation result is better than the truth by them.
 */
export async function findLeaks(
  features: MappedFeatures,
  points: Points,
  photos: readonly SplitPhoto[],
): Promise<LeakPair[]> {
  const rowsOf = (split: 'train' | 'valid'): Int32Array =>
    Int32Array.from(features.photos.keys()).filter((row) => {
      const photo = photos[features.photos[row] as number];
      return photo?.split === split && !photo.gone;
    });
  const [ones, others] = [rowsOf('train'), rowsOf('valid')];
  if (ones.length === 0 || others.length === 0) return [];
  const distance = Math.sqrt(2 - 2 * leastLikeness);
  const near = (await runMapJob({ kind: 'pairs', points, ones, others, distance })) as Int32Array;
  const pairs = new Map<string, LeakPair>();
  const take = (one: number, other: number): void => {
    const similarity = Math.min(1, rowProduct(features.matrix, one, other));
    const [train, valid] = [features.photos[one] as number, features.photos[other] as number];
    const [a, b] = [photos[train], photos[valid]];
    const isCopy = a?.group !== undefined && a.group === b?.group;
    const sure = isCopy || features.contents[one] === features.contents[other];
    if (sure || similarity >= leastLikeness)
      pairs.set(`${train} ${valid}`, { train, valid, similarity, sure });
  };
  for (let i = 0; i < near.length; i += 2) take(near[i] as number, near[i + 1] as number);
  for (const [one, other] of copies(ones, others, (row) => photos[features.photos[row] as number]?.group))
    take(one, other);
  return [...pairs.values()].sort(surestFirst);
}

/** Pairs of one group, which an audit has found whatever the features say. */
function* copies(
  ones: Int32Array,
  others: Int32Array,
  groupOf: (row: number) => number | undefined,
): Generator<readonly [number, number]> {
  const groups = new Map<number, number[]>();
  for (const row of others) {
    const group = groupOf(row);
    if (group !== undefined) groups.set(group, [...(groups.get(group) ?? []), row]);
  }
  for (const row of ones) for (const other of groups.get(groupOf(row) ?? -1) ?? []) yield [row, other];
}

function surestFirst(a: LeakPair, b: LeakPair): number {
  return (
    Number(b.sure) - Number(a.sure) || b.similarity - a.similarity || a.train - b.train || a.valid - b.valid
  );
}
