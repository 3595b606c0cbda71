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
    return members.map((index) => {
      const others = members.filter((other) => other !== index);
      const score = Math.min(
        ...others.map((other) => scoreOf(factsOf(photos, index), factsOf(photos, other))),
      );
      return { audit, index, score, group, detail: describe(photos, index, others, keeper) };
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

function describe(
  photos: readonly AuditedPhoto[],
  index: number,
  others: readonly number[],
  keeper: number,
): string {
  const all = [index, ...others];
  const twoClasses = isAcross(photos, all, 'label') ? '; in two classes' : '';
  const leak = isAcross(photos, all, 'split') ? '; in training and validation' : '';
  const best = index === keeper ? '; the best of them' : '';
  const more = others.length > 1 ? ` and ${others.length - 1} more` : '';
  const [first] = others;
  return `the same as ${shortPath(photos[first as number]?.path ?? '')}${more}${twoClasses}${leak}${best}`;
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
