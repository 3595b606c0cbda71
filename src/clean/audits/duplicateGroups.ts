import type { PhotoFacts } from '../facts/photoFacts.js';
import type { AuditedPhoto, Finding } from './audit.js';

/**
 * Findings of photos that belong together, from pairs: whoever is linked, also by way of others, is one group.
 * The best photo of a group (most pixels, then sharpest, then first) is named as the one to keep.
 */
export function duplicateGroups(
  audit: string,
  photos: readonly AuditedPhoto[],
  pairs: readonly (readonly [number, number])[],
  scoreOf: (a: PhotoFacts, b: PhotoFacts) => number,
): Finding[] {
  return connect(pairs).flatMap((members, group) => {
    const keeper = [...members].sort((a, b) => betterFirst(photos, a, b))[0] as number;
    const where = places(photos, members);
    return members.map((index) => {
      const best = index === keeper ? (members.find((other) => other !== index) as number) : keeper;
      const score = scoreOf(factsOf(photos, index), factsOf(photos, best));
      const more = members.length > 2 ? ` and ${members.length - 2} more` : '';
      const kept = index === keeper ? '; the best of them' : '';
      const detail = `the same as ${shortPath(photos[best]?.path ?? '')}${more}${where}${kept}`;
      return { audit, index, score, group, detail };
    });
  });
}

/** Photos that belong together, in two classes. */
export function isAcross(
  photos: readonly AuditedPhoto[],
  members: readonly number[],
  what: 'label' | 'split',
): boolean {
  return (
    new Set(members.map((index) => photos[index]?.[what]).filter((value) => value !== undefined)).size > 1
  );
}

/** Order of the members of a group: the one to keep first. */
export function betterFirst(photos: readonly AuditedPhoto[], a: number, b: number): number {
  const [one, two] = [factsOf(photos, a), factsOf(photos, b)];
  return two.width * two.height - one.width * one.height || two.sharpness - one.sharpness || a - b;
}

function places(photos: readonly AuditedPhoto[], members: readonly number[]): string {
  const twoClasses = isAcross(photos, members, 'label') ? '; in two classes' : '';
  const leak = isAcross(photos, members, 'split') ? '; in training and validation' : '';
  return twoClasses + leak;
}

/** Class folder and name. */
function shortPath(path: string): string {
  return path.split(/[\\/]/).slice(-2).join('/');
}

function factsOf(photos: readonly AuditedPhoto[], index: number): PhotoFacts {
  return photos[index]?.facts as PhotoFacts;
}

/** Connected components of the pairs, each sorted, in the order of their first member. */
function connect(pairs: readonly (readonly [number, number])[]): number[][] {
  const parent = new Map<number, number>();
  const find = (i: number): number => {
    let root = i;
    while ((parent.get(root) ?? root) !== root) root = parent.get(root) as number;
    parent.set(i, root);
    return root;
  };
  for (const [a, b] of pairs) {
    const [low, high] = [find(a), find(b)].sort((x, y) => x - y) as [number, number];
    parent.set(low, low);
    parent.set(high, low);
  }
  const groups = new Map<number, number[]>();
  for (const i of [...parent.keys()].sort((a, b) => a - b)) {
    const root = find(i);
    groups.set(root, [...(groups.get(root) ?? []), i]);
  }
  return [...groups.values()];
}
