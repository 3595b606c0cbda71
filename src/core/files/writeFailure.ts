import { accessSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DiskFullError, FileWriteError } from '../errors.js';

/**
 * What to throw when a file could not be written: an error that says what and what to do where the system said no,
 * else the error as it is. What was written in vain must be gone by now, so that the free room is what there is.
 *
 * @param bytes how large the file was to be
 */
export function writeFailure(path: string, error: unknown, bytes: number): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (isDiskFull(error)) return new DiskFullError(path, bytes, freeBytes(path), error);
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error;
  const folder = nearestFolder(path);
  return new FileWriteError(path, refusal(folder) ?? code, folder, error);
}

/** Whether the system said that the disk or the quota is full. */
export function isDiskFull(error: unknown): boolean {
  const { code } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}

/** Bytes that the user may still write on the disk of `path`, as far as the system tells. */
function freeBytes(path: string): number | undefined {
  try {
    const { bavail, bsize } = statfsSync(nearestFolder(path));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

/** The deepest part of the path that is there. */
function nearestFolder(path: string): string {
  let folder = dirname(path);
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** Why nothing can be made in that folder: making folders on a read-only disk says `ENOENT` only. */
function refusal(folder: string): string | undefined {
  try {
    if (!statSync(folder).isDirectory()) return 'ENOTDIR';
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code;
  }
}
