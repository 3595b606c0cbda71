import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { copyWhole, syncFolder } from '../../core/index.js';

/**
 * Moves a file or symbolic link to a place where nothing is yet, keeping bytes and times. On one disk it is one
 * rename; across disks a copy that is complete and on the disk before its name appears and the source goes.
 */
export async function moveFile(from: string, to: string): Promise<void> {
  if (await exists(to)) throw Object.assign(new Error(`EEXIST: ${to}`), { code: 'EEXIST' });
  await mkdir(dirname(to), { recursive: true });
  try {
    await rename(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    await moveAcrossDisks(from, to);
  }
}

/** The slow way of {@link moveFile}. */
export async function moveAcrossDisks(from: string, to: string): Promise<void> {
  if ((await lstat(from)).isSymbolicLink()) {
    await symlink(await readlink(from), to);
    await syncFolder(dirname(to));
  } else {
    await copyWhole(from, to);
  }
  await rm(from);
}

/** Whether there is anything of that name, a dangling link too. */
export async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(() => undefined)) !== undefined;
}

/** SHA-256 of the content as hex; of the target's name for a link that leads nowhere. */
export async function sha256OfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
    return hash.digest('hex');
  } catch (error) {
    if (!(await isLink(path))) throw error;
    return createHash('sha256')
      .update(`link:${await readlink(path)}`)
      .digest('hex');
  }
}

async function isLink(path: string): Promise<boolean> {
  return (await lstat(path)).isSymbolicLink();
}
