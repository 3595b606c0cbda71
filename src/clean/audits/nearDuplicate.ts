import { bitCount, hammingDistance, type PerceptualHash } from '../facts/perceptualHash.js';
import type { PhotoFacts } from '../facts/photoFacts.js';
import type { Audit, AuditedPhoto } from './audit.js';
import { duplicateGroups } from './duplicates.js';

/** Least correlation of the 16 × 16 greys of two photos whose hashes are alike. */
const leastCorrelation = 0.9;

/** Pictures that differ only in size, compression, brightness or a slight crop. Equal ones are `duplicate`s. */
export const nearDuplicate: Audit = {
  name: 'nearDuplicate',
  meaning: 'another photo is the same but for size, compression or brightness',
  find(photos, { maxDistance = 6 }) {
    const { firsts: readable, copies } = sortOutCopies(photos);
    const pairs: [number, number][] = [];
    eachClosePair(
      readable.map(({ facts }) => facts.hash),
      maxDistance,
      (i, j) => {
        const [a, b] = [readable[i] as Candidate, readable[j] as Candidate];
        if (correlation(a.facts.tiny, b.facts.tiny) >= leastCorrelation) pairs.push([a.index, b.index]);
      },
    );
    // What equals a near duplicate is one too.
    const involved = new Set(pairs.flat());
    pairs.push(...copies.filter(([first]) => involved.has(first)));
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

/** Of equal photos only the first is compared: a thousand copies of one picture make half a million pairs. */
function sortOutCopies(photos: readonly AuditedPhoto[]): {
  readonly firsts: readonly Candidate[];
  /** The first photo, and one that equals it. */
  readonly copies: readonly [number, number][];
} {
  const known = new Map<string, number>();
  const firsts: Candidate[] = [];
  const copies: [number, number][] = [];
  for (const [index, { facts }] of photos.entries()) {
    if (!facts.readable) continue;
    const first = known.get(facts.fileHash) ?? known.get(facts.pixelHash);
    if (first === undefined) firsts.push({ index, facts });
    else copies.push([first, index]);
    known.set(facts.fileHash, first ?? index);
    known.set(facts.pixelHash, first ?? index);
  }
  return { firsts, copies };
}

/** Of two lists with mean 0 and deviation 1. */
function correlation(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum / a.length;
}
