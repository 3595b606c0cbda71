import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, expect, it } from 'vitest';
import { taskNotebook } from '../../scripts/docs/index.mjs';

const root = join(import.meta.dirname, '../..');
const main = join(root, 'dist/cli/main.js');
const tasks = readdirSync(join(root, 'docs/tasks')).filter((name) => name !== 'README.md');
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A task's code as a reader runs it: in one notebook, from top to bottom, commands where they stand. */
it.each(tasks)('the code of %s runs', async (name) => {
  const cwd = mkdtempSync(join(tmpdir(), 'tsvision-task-'));
  folders.push(cwd);
  const text = readFileSync(join(root, 'docs/tasks', name), 'utf8');
  const { notebook, served } = taskNotebook(text, `"${process.execPath}" "${main}"`);
  writeFileSync(join(cwd, 'task.ipynb'), JSON.stringify(notebook));
  const { code, output } = await finished(start(cwd, ['run', 'task.ipynb']));
  expect(code, output).toBe(0);
  for (const command of served) await serves(cwd, command);
});

/** A command that serves does so, until it is stopped. */
async function serves(cwd: string, command: string): Promise<void> {
  const [, , ...args] = command.split(' ');
  const child = start(
    cwd,
    args.map((arg, i) => (args[i - 1] === '--port' ? '0' : arg)),
  );
  const ended = finished(child);
  const url = await firstAddress(child);
  expect((await fetch(`${url}healthz`)).status).toBe(200);
  child.kill('SIGTERM');
  const { code, output } = await ended;
  expect(code, output).toBe(0);
}

function start(cwd: string, args: readonly string[]): ChildProcess {
  // The small network that comes along, whatever this machine has: other weights take the same way.
  const env = { ...process.env, TSVISION_DATA: '' };
  return spawn(process.execPath, [main, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function firstAddress(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('no output');
  for await (const line of createInterface({ input: child.stdout }))
    if (line.startsWith('http://')) return line.trim();
  throw new Error('the command ended before it said where it serves');
}

function finished(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      output += String(chunk);
    });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, output }));
  });
}
