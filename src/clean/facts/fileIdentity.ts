import { lstat, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Which file a path leads to, and how: one file may have several names. */
export interface FileIdentity {
  /** Device and inode: equal for a link and what it leads to, and for hard links. */
  readonly id: string;
  /** Where the name itself stands, links to folders followed: paths of one entry are one name, not two. */
  readonly entry: string;
  /** Whether the name is a symbolic link, which is worth nothing without its file. */
  readonly isLink: boolean;
}

/** @throws the system's error where the path leads nowhere */
export async function fileIdentity(path: string): Promise<FileIdentity> {
  const [{ dev, ino }, own, folder] = await Promise.all([
    // As big integers: inodes of some file systems are beyond what a number holds.
    stat(path, { bigint: true }),
    lstat(path),
    realpath(dirname(path)),
  ]);
  return { id: `${dev}:${ino}`, entry: join(folder, basename(path)), isLink: own.isSymbolicLink() };
}
