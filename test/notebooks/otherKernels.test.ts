import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = join(root, 'docs/otherKernels');
const cwd = mkdtempSync(join(tmpdir(), 'tsvision-kernels-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

// Renewed by: npx vitest run --project notebooks test/notebooks/otherKernels.test.ts --update
const notebooks = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));
it.each(notebooks)('%s runs, and shows what it was committed with', async (name) => {
  copyFileSync(join(folder, name), join(cwd, name));
  const command = [join(root, 'dist/cli/main.js'), 'run', name, '--out', 'executed'];
  const { status, stderr } = spawnSync(process.execPath, command, { cwd, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  await expect(readFileSync(join(cwd, 'executed', name), 'utf8')).toMatchFileSnapshot(join(folder, name));
});
