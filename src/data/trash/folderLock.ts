import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderLockedError } from '../../core/index.js';

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When the holding process started, in the system's own count; tells a reused process id from the holder. */
  readonly started?: string | undefined;
  readonly since: string;
  /** Tells two locks of one process apart. */
  readonly token: string;
}

/** How a lock is taken. */
export interface FolderLockOptions {
  /** The folder that the lock is about, for the message. */
  readonly folder: string;
  /** How long to wait for another holder, in ms. @default 0 */
  readonly wait?: number;
  /** Take the lock away from an older holder in this same process (a cell that was run again). @default false */
  readonly replaceOwn?: boolean;
}

/** A lock file: one holder at a time, across processes. The lock of a process that died is taken over. */
export class FolderLock {
  readonly #path: string;
  readonly #holder: Holder;

  private constructor(path: string, holder: Holder) {
    this.#path = path;
    this.#holder = holder;
  }

  /** @throws FolderLockedError when another holder lives */
  static async take(path: string, options: FolderLockOptions): Promise<FolderLock> {
    await mkdir(dirname(path), { recursive: true });
    const holder: Holder = {
      pid: process.pid,
      host: hostname(),
      started: processStart(process.pid),
      since: new Date().toISOString(),
      token: randomUUID(),
    };
    const deadline = performance.now() + (options.wait ?? 0);
    while (!(await tryWrite(path, holder))) {
      const other = await readHolder(path);
      if (other !== 'gone') {
        if (!isAlive(other) || (options.replaceOwn && isOwn(other))) await takeAway(path, other);
        else if (performance.now() >= deadline) throw lockedError(path, options.folder, other);
        else await sleep(20);
      }
    }
    return new FolderLock(path, holder);
  }

  /** Whether it is still this one's (a newer holder of the same process may have replaced it). */
  async isHeld(): Promise<boolean> {
    const other = await readHolder(this.#path);
    return other !== 'gone' && other?.token === this.#holder.token;
  }

  /** Gives the lock back; harmless when it has been given back or replaced. */
  async release(): Promise<void> {
    if (await this.isHeld()) await rm(this.#path, { force: true });
  }
}

async function tryWrite(path: string, holder: Holder): Promise<boolean> {
  try {
    await writeFile(path, JSON.stringify(holder), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** `undefined` for a lock file that cannot be read as one: a crash cut it, or it is being written just now. */
async function readHolder(path: string): Promise<Holder | 'gone' | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Holder;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : undefined;
  }
}

function isAlive(holder: Holder | undefined): boolean {
  // A lock of another machine (a shared disk) cannot be looked into: it counts as living.
  if (holder === undefined || holder.host !== hostname()) return true;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return holder.started === undefined || holder.started === processStart(holder.pid);
}

function isOwn(holder: Holder | undefined): boolean {
  return holder !== undefined && holder.pid === process.pid && holder.host === hostname();
}

/** Removes a lock, unless another process has replaced it since it was read. */
async function takeAway(path: string, seen: Holder | undefined): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch {
    return;
  }
  const taken = await readHolder(aside);
  const isTheSame = taken !== 'gone' && taken?.token === seen?.token;
  // Somebody was faster and this is the lock of a living holder: give it back.
  if (!isTheSame && taken !== 'gone' && taken !== undefined) await tryWrite(path, taken);
  await rm(aside, { force: true });
}

/** Field 22 of Linux's `/proc/PID/stat`; other systems go by the process id alone. */
function processStart(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ')[19];
  } catch {
    return undefined;
  }
}

function lockedError(path: string, folder: string, holder: Holder | undefined): FolderLockedError {
  return new FolderLockedError(folder, path, holder ?? {});
}
