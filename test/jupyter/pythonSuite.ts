import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const python = join(root, '.venv/bin/python');
const kernelspec = join(root, '.venv/share/jupyter/kernels/tsvision/kernel.json');

/** Why the suites that Python drives cannot run here; `undefined` when they can. */
export const noJupyter: string | undefined = existsSync(kernelspec)
  ? undefined
  : 'there is no .venv with the kernel installed (npm start or npm test make it)';

/** Runs one of the Python suites beside this file; resolves with its output, rejects with it on failure. */
export function runPythonSuite(
  name: string,
  env: NodeJS.ProcessEnv = {},
  tests: readonly string[] = [],
): Promise<string> {
  const history = mkdtempSync(join(tmpdir(), 'tsvision-history-'));
  const child = spawn(python, [join(import.meta.dirname, name), '-v', ...tests], {
    cwd: root,
    env: { ...process.env, TSVISION_HISTORY: history, ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (data) => {
      output += String(data);
    });
  return new Promise((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => (code === 0 ? done(output) : fail(new Error(output))));
  });
}
