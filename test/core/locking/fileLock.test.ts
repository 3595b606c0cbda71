import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { FileLock, FolderLockedError, withFileLock } from '../../../src/core/index.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const deadPid = (): number => spawnSync(process.execPath, ['-e', '']).pid;

/** A process that lives until the test ends. */
function livingPid(): number {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
  onTestFinished(() => void child.kill('SIGKILL'));
  return child.pid as number;
}

/** Writes a lock file that looks as if it had been written so long ago. */
function writeOld(path: string, text: string, seconds: number): void {
  writeFileSync(path, text);
  const then = Date.now() / 1000 - seconds;
  utimesSync(path, then, then);
}

describe('one lock', () => {
  it('lets one work at a time, and is gone afterwards', async () => {
    const path = join(folder, 'one.lock');
    let inside = 0;
    let most = 0;
    const work = async (): Promise<void> => {
      most = Math.max(most, ++inside);
      await sleep(20);
      inside--;
    };
    await Promise.all([1, 2, 3].map(() => withFileLock(path, work)));
    expect(most).toBe(1);
    expect(existsSync(path)).toBe(false);
  });

  it('is released when the work fails', async () => {
    const path = join(folder, 'fails.lock');
    const work = async (): Promise<never> => {
      throw new Error('mine');
    };
    await expect(withFileLock(path, work)).rejects.toThrow('mine');
    expect(existsSync(path)).toBe(false);
  });

  it.each([
    ['a process that died', () => JSON.stringify({ pid: deadPid(), host: hostname(), token: 'dead' })],
    ['a process id alone, of one that died', () => String(deadPid())],
    [
      'a process id that another process has now (setup.lock)',
      () => JSON.stringify({ pid: livingPid(), host: hostname(), started: '1', token: 'reused' }),
    ],
  ])('takes over from %s', async (_who, text) => {
    const path = join(folder, 'left.lock');
    writeFileSync(path, text());
    expect(await withFileLock(path, async () => 'done')).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('takes over a bare process id that another process has now, by the times (set.lock)', async () => {
    const path = join(folder, 'bare.lock');
    writeOld(path, String(livingPid()), 3600);
    expect(await withFileLock(path, async () => 'done')).toBe('done');
  });

  it.each([
    ['an empty lock file', ''],
    ['a torn one', '{"pid":12'],
  ])('lets %s grow old, and takes it over (setup.lock, set.lock)', async (_what, text) => {
    const path = join(folder, 'torn.lock');
    writeOld(path, text, 60);
    expect(await withFileLock(path, async () => 'done')).toBe('done');
    // A young one may be in the making.
    writeFileSync(path, text);
    await expect(FileLock.take(path, { wait: 50 })).rejects.toThrow(FolderLockedError);
    rmSync(path);
  });

  it('says in a line for whom it waits, once, and stops waiting when it is told to', async () => {
    const path = join(folder, 'held.lock');
    const pid = livingPid();
    const since = '2020-02-02T02:02:02.000Z';
    writeFileSync(path, JSON.stringify({ pid, host: hostname(), since, token: 'other' }));
    const stop = new AbortController();
    const lines: string[] = [];
    const onWait = (line: string): void => {
      lines.push(line);
      // Long enough for a second line, if there were one.
      setTimeout(() => stop.abort(new Error('enough')), 300);
    };
    const waiting = withFileLock(path, async () => 'never', { signal: stop.signal, onWait });
    await expect(waiting).rejects.toThrow();
    expect(lines).toEqual([expect.stringContaining(`process ${pid}`)]);
    expect(lines[0]).toContain(since);
    rmSync(path);
  });

  it('waits as long as the holders change, however slow the machine, and not for one that stays', async () => {
    const path = join(folder, 'moving.lock');
    const pid = livingPid();
    let [looks, changes] = [0, true];
    // At each look at the clock a second has passed, and another holds the lock.
    vi.spyOn(performance, 'now').mockImplementation(() => {
      const token = changes ? `holder ${looks}` : 'one that stays';
      if (looks++ < 20) writeFileSync(path, JSON.stringify({ pid, host: hostname(), token }));
      else rmSync(path, { force: true });
      return 1000 * looks;
    });
    onTestFinished(() => void vi.restoreAllMocks());
    const take = (): Promise<FileLock> => FileLock.take(path, { wait: 5000, onWait: () => undefined });
    await (await take()).release();
    expect(looks).toBeGreaterThan(20);
    [looks, changes] = [0, false];
    await expect(take()).rejects.toThrow(FolderLockedError);
    expect(looks).toBeLessThan(20);
    rmSync(path);
  });

  it('has one holder also when many find a dead one at once', async () => {
    const path = join(folder, 'many.lock');
    for (let round = 0; round < 20; round++) {
      writeFileSync(path, JSON.stringify({ pid: 2 ** 22 + 1, host: hostname(), token: `dead ${round}` }));
      let inside = 0;
      const work = async (): Promise<void> => {
        expect(++inside).toBe(1);
        await sleep(1);
        expect(JSON.parse(readFileSync(path, 'utf8')).pid).toBe(process.pid);
        inside--;
      };
      await Promise.all(Array.from({ length: 8 }, () => withFileLock(path, work)));
    }
    expect(readdirSync(folder)).toEqual([]);
  });
});
