import { copyFile, lstat, mkdir, open, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { draftPrefix, sweepDrafts, syncFolder } from './draft.js';
import { ownedName } from './leftovers.js';
import { writeFailure } from './writeFailure.js';

/**
 * Looks whether an unpacked file is whole: on a nearly full disk a write may take a part, and not every writer asks.
 *
 * @throws with `ENOSPC` when it is not
 */
export async function requireSize(path: string, bytes: number): Promise<void> {
  const { size } = await stat(path);
  if (size === bytes) return;
  throw Object.assign(new Error(`ENOSPC: ${path} has ${size} of ${bytes} bytes`), { code: 'ENOSPC' });
}

/**
 * Copies a file with its times to a place where nothing is yet. It appears whole, and is on the disk when this
 * returns.
 *
 * @throws {DiskFullError} {@link FileWriteError} nothing is there then
 */
export async function copyWhole(from: string, to: string): Promise<void> {
  const old = await stat(from);
  const folder = dirname(to);
  const draft = join(folder, ownedName(draftPrefix));
  try {
    await requireFree(to);
    await mkdir(folder, { recursive: true });
    await sweepDrafts(folder);
    await copyFile(from, draft);
    await utimes(draft, old.atime, old.mtime);
    await syncFile(draft, old.size);
    await rename(draft, to);
    await syncFolder(folder);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw writeFailure(to, error, old.size);
  }
}

async function requireFree(path: string): Promise<void> {
  if ((await lstat(path).catch(() => undefined)) === undefined) return;
  throw Object.assign(new Error(`EEXIST: ${path} is there already`), { code: 'EEXIST' });
}

async function syncFile(path: string, wanted: number): Promise<void> {
  // For reading: the copy of a protected file is protected as well.
  const file = await open(path, 'r');
  try {
    await file.sync();
    const { size } = await file.stat();
    if (size !== wanted)
      throw Object.assign(new Error(`ENOSPC: ${size} of ${wanted} bytes`), { code: 'ENOSPC' });
  } finally {
    await file.close();
  }
}
