import type { PhotoFacts } from '../facts/photoFacts.js';
import type { Audit, AuditedPhoto, Finding } from './audit.js';

/**
 * Findings of photos that belong together, from pairs: whoever is linked, also by way of others, is one group.
 * The best photo of a group ({@link betterFirst}) is named as the one to keep. A name that is reached twice, by way of
 * a link to a folder, stands in its group once: whoever removed the second would remove the first.
 */
export function duplicateGroups(
  audit: string,
  photos: readonly AuditedPhoto[],
  pairs: readonly (readonly [number, number])[],
  scoreOf: (a: PhotoFacts, b: PhotoFacts) => number,
): Finding[] {
  return connect(pairs).flatMap((connected, group) => {
    const { members, aliases } = apartFromAliases(photos, connected);
    return [
      ...(members.length > 1 ? groupFindings(audit, photos, members, group, scoreOf) : []),
      ...aliases.map(([index, name]): Finding => {
        const detail = `the very file of ${shortPath(photos[name]?.path ?? '')}, by way of a link to a folder`;
        return { audit, index, score: 0, detail: `${detail}${places(photos, [index, name])}` };
      }),
    ];
  });
}

function groupFindings(
  audit: string,
  photos: readonly AuditedPhoto[],
  members: readonly number[],
  group: number,
  scoreOf: (a: PhotoFacts, b: PhotoFacts) => number,
): Finding[] {
  const keeper = [...members].sort((a, b) => betterFirst(photos, a, b))[0] as number;
  const where = places(photos, members);
  return members.map((index) => {
    const best = index === keeper ? (members.find((other) => other !== index) as number) : keeper;
    const [own, other] = [factsOf(photos, index), factsOf(photos, best)];
    const same = own.file.id === other.file.id ? `the same file as` : 'the same as';
    const more = members.length > 2 ? ` and ${members.length - 2} more` : '';
    const kept = index === keeper ? '; the best of them' : '';
    const detail = `${same} ${shortPath(photos[best]?.path ?? '')}${more}${where}${kept}`;
    return { audit, index, score: scoreOf(own, other), group, detail };
  });
}

/** Of paths that are one name in one folder, the direct one; the others with it. */
function apartFromAliases(
  photos: readonly AuditedPhoto[],
  connected: readonly number[],
): { readonly members: readonly number[]; readonly aliases: readonly (readonly [number, number])[] } {
  const names = new Map<string, number>();
  const isDirect = (index: number): boolean => photos[index]?.path === factsOf(photos, index).file.entry;
  for (const index of connected) {
    const { entry } = factsOf(photos, index).file;
    if (!names.has(entry) || isDirect(index)) names.set(entry, index);
  }
  const nameOf = (index: number): number => names.get(factsOf(photos, index).file.entry) as number;
  return {
    members: connected.filter((index) => nameOf(index) === index),
    aliases: connected.flatMap((index) => (nameOf(index) === index ? [] : [[index, nameOf(index)] as const])),
  };
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

/**
 * Order of the members of a group, the one to keep first: a file before a link, which is nothing without its file;
 * then the one with most pixels, the sharpest, the first.
 */
export function betterFirst(photos: readonly AuditedPhoto[], a: number, b: number): number {
  const [one, two] = [factsOf(photos, a), factsOf(photos, b)];
  return (
    Number(one.file.isLink) - Number(two.file.isLink) ||
    two.width * two.height - one.width * one.height ||
    two.sharpness - one.sharpness ||
    a - b
  );
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
