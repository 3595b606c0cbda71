import type { Audit, AuditedPhoto } from './audit.js';
import { duplicateGroups } from './duplicateGroups.js';

/** The same picture twice or more: equal files, or equal pixels under different metadata. */
export const duplicate: Audit = {
  name: 'duplicate',
  meaning: 'the same picture is there more than once',
  find(photos) {
    const pairs = [...pairsOfEqual(photos, 'fileHash'), ...pairsOfEqual(photos, 'pixelHash')];
    return duplicateGroups('duplicate', photos, pairs, () => 0);
  },
};

/** Each photo paired with the first of the same value. */
function pairsOfEqual(photos: readonly AuditedPhoto[], key: 'fileHash' | 'pixelHash'): [number, number][] {
  const first = new Map<string, number>();
  const pairs: [number, number][] = [];
  for (const [index, { facts }] of photos.entries()) {
    if (!facts.readable) continue;
    const known = first.get(facts[key]);
    if (known === undefined) first.set(facts[key], index);
    else pairs.push([known, index]);
  }
  return pairs;
}
