import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { syncFolder } from './draft.js';
import { ownedName, sweepLeftovers } from './leftovers.js';
import { isDiskFull, writeFailure } from './writeFailure.js';

/** Unfinished folders begin with this. */
const prefix = '.new-';

/**
 * Makes a folder that appears whole or not at all: it is filled beside its place and renamed at the end. What a
 * killed process has left there is removed first.
 *
 * @param fill puts the content into the folder that it is given; it may return a folder inside that is to take the
 *   name instead
 * @throws {DiskFullError} when there is no room
 */
export async function makeFolder(
  target: string,
  fill: (folder: string) => Promise<string | undefined>,
): Promise<void> {
  const parent = dirname(target);
  const folder = join(parent, ownedName(prefix));
  try {
    await mkdir(parent, { recursive: true });
    await sweepLeftovers(parent, prefix);
    await mkdir(folder);
    await rename((await fill(folder)) ?? folder, target);
    await syncFolder(parent);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    const bytes = await sizeOf(folder);
    await rm(folder, { recursive: true, force: true });
    throw writeFailure(target, error, bytes);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Bytes of all files in a folder. */
async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  let sum = 0;
  for (const name of names) sum += (await stat(join(folder, name)).catch(() => undefined))?.size ?? 0;
  return sum;
}
