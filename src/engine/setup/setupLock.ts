import { open, readFile, rename, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Runs `work` while no other process on this machine does: the file `path` holds the worker's process id. A lock
 * whose process is gone is taken over. What `work` publishes must still be published by a rename: the lock saves
 * double work, and correctness does not hang on it.
 */
export async function withSetupLock<Result>(
  path: string,
  work: () => Promise<Result>,
  options: { readonly onWait?: (pid: number) => void; readonly signal?: AbortSignal | undefined } = {},
): Promise<Result> {
  let told = false;
  while (!(await tryLock(path))) {
    const pid = Number(await readFile(path, 'utf8').catch(() => ''));
    if (pid > 0 && !isAlive(pid)) await takeAway(path, pid);
    if (!told && pid > 0 && isAlive(pid)) options.onWait?.(pid);
    told ||= pid > 0;
    await sleep(200, undefined, options.signal ? { signal: options.signal } : {});
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead process's lock, by a rename that only one of several waiting processes can win. */
async function takeAway(path: string, pid: number): Promise<void> {
  const aside = `${path}.${pid}.${process.pid}`;
  await rename(path, aside).catch(() => undefined);
  await rm(aside, { force: true });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
