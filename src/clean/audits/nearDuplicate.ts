import { bitCount, hammingDistance } from '../facts/perceptualHash.js';
import type { PhotoFacts } from '../facts/photoFacts.js';
import type { Audit } from './audit.js';
import { duplicateGroups } from './duplicateGroups.js';

/** Least correlation of the 16 × 16 greys of two photos whose hashes are alike. */
const leastCorrelation = 0.9;

/** Pictures that differ only in size, compression, brightness or a slight crop. Equal ones are `duplicate`s. */
export const nearDuplicate: Audit = {
  name: 'nearDuplicate',
  meaning: 'another photo is the same but for size, compression or brightness',
  find(photos, { maxDistance = 6 }) {
    const readable = photos.flatMap(({ facts }, index) => (facts.readable ? [{ index, facts }] : []));
    const suspects = closeHashes(
      readable.map(({ facts }) => facts.hash),
      maxDistance,
    );
    const pairs = suspects.flatMap(([i, j]): [number, number][] => {
      const [a, b] = [readable[i], readable[j]];
      if (!a || !b || isSame(a.facts, b.facts)) return [];
      return correlation(a.facts.tiny, b.facts.tiny) >= leastCorrelation ? [[a.index, b.index]] : [];
    });
    return duplicateGroups('nearDuplicate', photos, pairs, (a, b) => hammingDistance(a.hash, b.hash) / 64);
  },
};

/** Hashes are compared in blocks of this many, which fit into the processor's cache. */
const block = 2048;

/**
 * All pairs of hashes that differ in at most `maxDistance` bits. Every pair is looked at, in blocks: 20,000
 * hashes (200 million pairs) take well under a second, and nothing of the size n × n is kept.
 */
export function closeHashes(
  hashes: readonly (readonly [number, number])[],
  maxDistance: number,
): [number, number][] {
  const n = hashes.length;
  const high = Int32Array.from(hashes, ([word]) => word);
  const low = Int32Array.from(hashes, ([, word]) => word);
  const pairs: [number, number][] = [];
  for (let from = 0; from < n; from += block) {
    for (let to = from; to < n; to += block) {
      const end = Math.min(n, to + block);
      for (let i = from; i < Math.min(n, from + block); i++) {
        const [h, l] = [high[i] as number, low[i] as number];
        for (let j = Math.max(i + 1, to); j < end; j++) {
          // Most pairs are ruled out by half of the hash.
          const distance = bitCount(h ^ (high[j] as number));
          if (distance <= maxDistance && distance + bitCount(l ^ (low[j] as number)) <= maxDistance)
            pairs.push([i, j]);
        }
      }
    }
  }
  return pairs;
}

function isSame(a: PhotoFacts, b: PhotoFacts): boolean {
  return a.fileHash === b.fileHash || a.pixelHash === b.pixelHash;
}

/** Of two lists with mean 0 and deviation 1. */
function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum / a.length;
}
