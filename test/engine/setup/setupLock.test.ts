import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { withSetupLock } from '../../../src/engine/setup/setupLock.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('lets one work at a time, and is gone afterwards', async () => {
  const path = join(folder, 'one.lock');
  let inside = 0;
  let most = 0;
  const work = async (): Promise<void> => {
    most = Math.max(most, ++inside);
    await sleep(20);
    inside--;
  };
  await Promise.all([1, 2, 3].map(() => withSetupLock(path, work)));
  expect(most).toBe(1);
  expect(existsSync(path)).toBe(false);
});

it('takes over from a process that died', async () => {
  const path = join(folder, 'dead.lock');
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  writeFileSync(path, String(pid));
  expect(await withSetupLock(path, async () => 'done')).toBe('done');
});

it('stops waiting when it is told to', async () => {
  const path = join(folder, 'held.lock');
  writeFileSync(path, String(process.pid));
  const waited: number[] = [];
  const options = { signal: AbortSignal.timeout(300), onWait: (pid: number) => waited.push(pid) };
  await expect(withSetupLock(path, async () => 'never', options)).rejects.toThrow();
  expect(waited).toEqual([process.pid]);
});

it('is released when the work fails', async () => {
  const path = join(folder, 'fails.lock');
  const work = async (): Promise<never> => {
    throw new Error('mine');
  };
  await expect(withSetupLock(path, work)).rejects.toThrow('mine');
  expect(existsSync(path)).toBe(false);
});
