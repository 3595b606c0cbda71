import { lstatSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expandPath } from '../../core/index.js';
import { MoveJournal } from './moveJournal.js';

/**
 * The names that moved files had at first, by their names of today; relative paths with `/`. Files that nobody moved
 * are not there.
 */
export async function originalNames(root: string): Promise<Map<string, string>> {
  const origins = new Map<string, string>();
  for (const { state, moves } of await new MoveJournal(expandPath(root)).records()) {
    if (state === 'void') continue;
    const before = moves.map(({ from }) => origins.get(from) ?? from);
    for (const { from } of moves) origins.delete(from);
    for (const [i, { to }] of moves.entries()) origins.set(to, before[i] as string);
  }
  return origins;
}

/**
 * The path itself if nothing is there, else with `-2`, `-3`, … before the extension.
 *
 * @param root folder that the path is relative to
 * @param path wanted path, with `/`
 * @param taken names given to others of the same plan (in lower case: some disks know no difference); the result
 *   is added
 * @param leaving paths that the same plan empties before this one is needed
 */
export function freeName(
  root: string,
  path: string,
  taken: Set<string>,
  leaving: ReadonlySet<string> = new Set(),
): string {
  const { dir, name, ext } = posix.parse(path);
  for (let i = 1; ; i++) {
    const candidate = i === 1 ? path : posix.join(dir, `${name}-${i}${ext}`);
    const isFree = leaving.has(candidate) || !isThere(join(root, candidate));
    if (isFree && !taken.has(candidate.toLowerCase())) {
      taken.add(candidate.toLowerCase());
      return candidate;
    }
  }
}

/** A name that the system refuses is not there; whoever moves a file to it is told why it cannot be. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
