import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { scaled } from '../scaled.js';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'tsvision-lessons-'));
const lessons = readdirSync(join(root, 'notebooks')).filter((name) => name.endsWith('.ipynb'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(lessons)('%s runs from top to bottom, on a few drawn photos', async (lesson) => {
  cpSync(join(root, 'notebooks', lesson), join(folder, lesson));
  const { code, output } = await run(lesson);
  expect(code, output).toBe(0);
});

function run(lesson: string): Promise<{ code: number | null; output: string }> {
  // Without real photos and weights, as a stranger has it, the network is the small one that comes along.
  const child = spawn(
    process.execPath,
    [join(root, 'dist/cli/main.js'), 'run', lesson, '--out', join(folder, 'out')],
    { cwd: folder, env: { ...process.env, TSVISION_FAST: '1', ...scaled({}, { TSVISION_DATA: '' }) } },
  );
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('close', (code) => done({ code, output }));
  });
}
