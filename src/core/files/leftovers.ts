import { createHash, randomBytes } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { isAlive, thisProcess } from './processIdentity.js';

/** How old an unfinished file of another machine must be to count as left behind, in ms. */
const foreignAge = 24 * 60 * 60 * 1000;

/**
 * A name for a file or folder that is not finished: `PREFIX`, whose it is, and a word against coincidence. What a
 * killed process leaves under such a name is removed by {@link sweepLeftovers}.
 */
export function ownedName(prefix: string): string {
  const { pid, started } = thisProcess();
  return `${prefix}${hostMark()}-${pid}-${started ?? ''}-${randomBytes(4).toString('hex')}`;
}

/** Removes what processes that are gone have left in `folder` under names of {@link ownedName}. */
export async function sweepLeftovers(folder: string, prefix: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    if (!name.startsWith(prefix) || !(await isLeftover(folder, name, prefix.length))) continue;
    // It may belong to somebody else: then it is for him to sweep.
    await rm(join(folder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}

async function isLeftover(folder: string, name: string, at: number): Promise<boolean> {
  const [host, pid, started] = /^([0-9a-f]{6})-(\d+)-(\d*)-[0-9a-f]{8}$/.exec(name.slice(at))?.slice(1) ?? [];
  if (host === undefined) return false;
  const { mtimeMs } = await stat(join(folder, name)).catch(() => ({ mtimeMs: Date.now() }));
  if (host !== hostMark()) return Date.now() - mtimeMs > foreignAge;
  return !isAlive({ pid: Number(pid), host: hostname(), started: started || undefined }, mtimeMs);
}

/** Names may hold any letter on one machine and not on the disk: six digits stand for the host's. */
function hostMark(): string {
  return createHash('sha256').update(hostname()).digest('hex').slice(0, 6);
}
