import { readdir } from 'node:fs/promises';
import { sweepLeftovers } from '../locking/leftovers.js';

/** Drafts begin with this; a dot, so that nobody takes one for a photo. */
export const draftPrefix = '.draft-';

/** For each folder, how many more files may be written before it is looked through again. */
const untilNext = new Map<string, number>();
/** Names that are looked at for each file written, at most: the cost for a folder of a million photos. */
const namesForEach = 64;

/** Removes the drafts that killed processes have left in a folder: each time in a small one, now and then in a large one. */
export async function sweepDrafts(folder: string): Promise<void> {
  const left = untilNext.get(folder) ?? 0;
  if (left > 0) {
    untilNext.set(folder, left - 1);
    return;
  }
  const { length } = await readdir(folder).catch(() => []);
  untilNext.set(folder, Math.floor(length / namesForEach));
  await sweepLeftovers(folder, draftPrefix);
}
