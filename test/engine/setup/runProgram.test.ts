import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../../src/engine/setup/runProgram.js';
import { buildChild } from '../../clean/support/childProgram.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsvision-programs-'));
});

/** Like a compiler: starts a part of its own, says which, and waits for it. */
const compiler = (pidFile: string): string =>
  `sleep 600 & echo $! $$ > ${pidFile}.new; mv ${pidFile}.new ${pidFile}; wait`;

async function pidsIn(file: string): Promise<number[]> {
  while (!existsSync(file)) await delay(5);
  return readFileSync(file, 'utf8').trim().split(' ').map(Number);
}

/** Waits until they are gone; a zombie that nobody collects is gone too. */
async function gone(pids: readonly number[]): Promise<void> {
  const lives = (pid: number): boolean => {
    try {
      return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    } catch {
      return false;
    }
  };
  while (pids.some(lives)) await delay(5);
}

describe.skipIf(process.platform !== 'linux')('runProgram', () => {
  it('gives what the program says, and its exit code', async () => {
    const result = await runProgram('sh', ['-c', 'echo out "$1"; echo err >&2; exit 3', 'sh', 'a b']);
    expect(result).toEqual({ code: 3, stdout: 'out a b\n', stderr: 'err\n' });
    expect((await runProgram('no-such-program', [])).code).toBeUndefined();
  });

  it('needs nothing in PATH but the program', async () => {
    vi.stubEnv('PATH', mkdtempSync(join(folder, 'empty-')));
    const result = await runProgram('/bin/sh', ['-c', 'echo here']);
    vi.unstubAllEnvs();
    expect(result).toEqual({ code: 0, stdout: 'here\n', stderr: '' });
  });

  it('ends the program with all its parts when it is aborted', async () => {
    const file = join(folder, 'aborted');
    const stop = new AbortController();
    const running = runProgram('sh', ['-c', compiler(file)], { signal: stop.signal });
    const pids = await pidsIn(file);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await gone(pids);
  });

  it.each(['SIGKILL', 'SIGINT', 'SIGTERM'] as const)(
    'leaves no orphan when %s ends the set-up (an orphan g++)',
    async (signal) => {
      const file = join(folder, signal);
      const program = await buildChild('programChild', import.meta.dirname);
      const child = spawn(process.execPath, [program, compiler(file)], { stdio: 'inherit' });
      const pids = await pidsIn(file);
      child.kill(signal);
      await gone(pids);
    },
  );
});
