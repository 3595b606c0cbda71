import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FolderLockedError } from '../errors.js';
import { isAlive, type ProcessIdentity, thisProcess } from './processIdentity.js';
import { writeFailure } from './writeFailure.js';

interface Holder extends ProcessIdentity {
  readonly since?: string;
  /** Tells two locks of one process apart. */
  readonly token?: string;
}

/** A lock file as it was read: without a holder when a crash cut it, or when it is being written just now. */
interface Found {
  readonly holder: Holder | undefined;
  /** When it was last written, in ms since 1970. */
  readonly written: number;
}

/** How a lock is taken. */
export interface FileLockOptions {
  /** The folder that the lock is about, for messages. @default the lock file's */
  readonly folder?: string;
  /** How long to wait for one and the same holder, in ms: while they change, the line moves. @default for ever */
  readonly wait?: number;
  /** Take the lock away from an older holder in this same process (a cell that was run again). @default false */
  readonly replaceOwn?: boolean;
  /** Ends the waiting. */
  readonly signal?: AbortSignal | undefined;
  /** Hears once, in a line, whom it waits for. @default a line on stderr */
  readonly onWait?: ((line: string) => void) | undefined;
}

/** A lock file without a holder is one that a crash has cut when it is older than this, in ms. */
const tornAge = 5000;
/** Shorter waiting is not worth a word, in ms. */
const quiet = 200;

/**
 * A lock file: one holder at a time, across processes. The lock of a process that is gone is taken over, also when
 * its id has been given to another since, and so is a file that a crash has left empty.
 */
export class FileLock {
  readonly #path: string;
  readonly #token: string;

  private constructor(path: string, token: string) {
    this.#path = path;
    this.#token = token;
  }

  /**
   * @throws {FolderLockedError} when another holder lives and the time to wait is over
   * @throws {DiskFullError} {@link FileWriteError} when the lock file cannot be written
   */
  static async take(path: string, options: FileLockOptions = {}): Promise<FileLock> {
    await mkdir(dirname(path), { recursive: true }).catch((error) => {
      throw writeFailure(path, error, 0);
    });
    const token = randomUUID();
    const started = performance.now();
    let told = false;
    let seen = { token: undefined as string | undefined, at: started };
    while (!(await tryWrite(path, token))) {
      options.signal?.throwIfAborted();
      const found = await read(path);
      if (found === undefined) continue;
      const now = performance.now();
      if (found.holder?.token !== seen.token) seen = { token: found.holder?.token, at: now };
      if (isLeft(found) || (options.replaceOwn && isOwn(found))) await takeAway(path, found);
      else if (now - seen.at >= (options.wait ?? Number.POSITIVE_INFINITY))
        throw new FolderLockedError(options.folder ?? dirname(path), path, found.holder ?? {});
      else if (!told && now - started >= quiet) {
        (options.onWait ?? console.warn)(waitingLine(path, found, options.folder));
        told = true;
      }
      await sleep(20, undefined, { signal: options.signal });
    }
    // A process that died between taking a lock away and taking it has left this.
    await rm(takeoverOf(path), { force: true });
    return new FileLock(path, token);
  }

  /** Whether it is still this one's (a newer holder of the same process may have replaced it). */
  async isHeld(): Promise<boolean> {
    return (await read(this.#path))?.holder?.token === this.#token;
  }

  /** Gives the lock back; harmless when it has been given back or replaced. */
  async release(): Promise<void> {
    if (await this.isHeld()) await rm(this.#path, { force: true });
  }
}

/** Does `work` while nobody else does work under the same lock file; waits for others. */
export async function withFileLock<T>(
  path: string,
  work: () => Promise<T>,
  options: FileLockOptions = {},
): Promise<T> {
  const lock = await FileLock.take(path, options);
  try {
    return await work();
  } finally {
    await lock.release();
  }
}

async function tryWrite(path: string, token: string): Promise<boolean> {
  const text = JSON.stringify({ ...thisProcess(), since: new Date().toISOString(), token });
  try {
    await writeFile(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    // A full disk takes the name but not the text.
    if ((await readFile(path, 'utf8').catch(() => undefined)) === '') await rm(path, { force: true });
    throw writeFailure(path, error, text.length);
  }
}

async function read(path: string): Promise<Found | undefined> {
  try {
    const { mtimeMs } = await stat(path);
    return { holder: parseHolder(await readFile(path, 'utf8')), written: mtimeMs };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parseHolder(text: string): Holder | undefined {
  try {
    const value = JSON.parse(text) as Holder | number;
    // Earlier versions wrote the process id alone.
    if (typeof value === 'number') return { pid: value, host: hostname() };
    return typeof value?.pid === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}

function isLeft({ holder, written }: Found): boolean {
  return holder === undefined ? Date.now() - written > tornAge : !isAlive(holder, written);
}

function isOwn({ holder }: Found): boolean {
  return holder?.pid === process.pid && holder.host === hostname();
}

/**
 * Removes the lock that was seen. Only one process at a time may, and it looks once more: otherwise two that saw a
 * dead holder could each remove it, the second one the first one's new lock.
 */
async function takeAway(path: string, seen: Found): Promise<void> {
  const guard = takeoverOf(path);
  try {
    await writeFile(guard, '', { flag: 'wx' });
  } catch {
    const { mtimeMs } = await stat(guard).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > tornAge) await rm(guard, { force: true });
    return;
  }
  const now = await read(path);
  if (now?.written === seen.written && now.holder?.token === seen.holder?.token)
    await rm(path, { force: true });
  await rm(guard, { force: true });
}

function takeoverOf(path: string): string {
  return `${path}.takeover`;
}

function waitingLine(path: string, { holder, written }: Found, folder = dirname(path)): string {
  const who = holder === undefined ? 'whoever' : `process ${holder.pid} on ${holder.host}, which`;
  const since = holder?.since ?? new Date(written).toISOString();
  return `Waiting for ${who} works on ${folder} since ${since} (${path}).`;
}
