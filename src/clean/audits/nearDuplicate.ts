import { bitCount, hammingDistance, type PerceptualHash } from '../facts/perceptualHash.js';
import type { PhotoFacts } from '../facts/photoFacts.js';
import type { Audit, AuditedPhoto } from './audit.js';
import { duplicateGroups } from './duplicateGroups.js';

/** Least correlation of the 16 × 16 greys of two photos whose hashes are alike. */
const leastCorrelation = 0.9;

/** Pictures that differ only in size, compression, brightness or a slight crop. Equal ones are `duplicate`s. */
export const nearDuplicate: Audit = {
  name: 'nearDuplicate',
  meaning: 'another photo is the same but for size, compression or brightness',
  find(photos, { maxDistance = 6 }) {
    const readable = firstOfEach(photos);
    const pairs: [number, number][] = [];
    eachClosePair(
      readable.map(({ facts }) => facts.hash),
      maxDistance,
      (i, j) => {
        const [a, b] = [readable[i] as Candidate, readable[j] as Candidate];
        if (correlation(a.facts.tiny, b.facts.tiny) >= leastCorrelation) pairs.push([a.index, b.index]);
      },
    );
    return duplicateGroups('nearDuplicate', photos, pairs, (a, b) => hammingDistance(a.hash, b.hash) / 64);
  },
};

/** Hashes are compared in blocks of this many, which fit into the processor's cache. */
const block = 2048;

/**
 * Visits all pairs of hashes that differ in at most `maxDistance` bits. Every pair is looked at, in blocks: 20,000
 * hashes (200 million pairs) take well under a second, and nothing of the size n × n is kept.
 */
export function eachClosePair(
  hashes: readonly PerceptualHash[],
  maxDistance: number,
  visit: (i: number, j: number) => void,
): void {
  const n = hashes.length;
  const high = Int32Array.from(hashes, ([word]) => word);
  const low = Int32Array.from(hashes, ([, word]) => word);
  for (let from = 0; from < n; from += block) {
    for (let to = from; to < n; to += block) {
      const end = Math.min(n, to + block);
      for (let i = from; i < Math.min(n, from + block); i++) {
        const [h, l] = [high[i] as number, low[i] as number];
        for (let j = Math.max(i + 1, to); j < end; j++) {
          // Most pairs are ruled out by half of the hash.
          const distance = bitCount(h ^ (high[j] as number));
          if (distance <= maxDistance && distance + bitCount(l ^ (low[j] as number)) <= maxDistance)
            visit(i, j);
        }
      }
    }
  }
}

interface Candidate {
  readonly index: number;
  readonly facts: PhotoFacts;
}

/** Readable photos, of equal ones the first: a thousand copies of one picture are the business of `duplicate`. */
function firstOfEach(photos: readonly AuditedPhoto[]): Candidate[] {
  const [files, pixels] = [new Set<string>(), new Set<string>()];
  return photos.flatMap(({ facts }, index) => {
    if (!facts.readable || files.has(facts.fileHash) || pixels.has(facts.pixelHash)) return [];
    files.add(facts.fileHash);
    pixels.add(facts.pixelHash);
    return [{ index, facts }];
  });
}

/** Of two lists with mean 0 and deviation 1. */
function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum / a.length;
}
