import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noJupyter, runPythonSuite } from './pythonSuite.js';

const python = resolve(import.meta.dirname, '../../.venv/bin/python');
const nightly = process.env.TSVISION_NIGHTLY === '1';

describe.skipIf(noJupyter)(`other clients than JupyterLab${noJupyter ? `: ${noJupyter}` : ''}`, () => {
  it.each(['Console', 'Nbclient', 'Nbconvert', 'Papermill'])('%s', async (suite) => {
    const output = await runPythonSuite('clients.py', {}, [suite]);
    expect(output).toMatch(/Ran \d+ tests?[\s\S]*\nOK( \(skipped=\d+\))?\n/);
  });

  // Not in .venv, where it would take the place of Jupyter's own way to open and save files.
  it.skipIf(!nightly)('Jupytext (TSVISION_NIGHTLY=1 installs it beside)', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tsvision-jupytext-'));
    try {
      execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--target', folder, 'jupytext==1.19.6']);
      const output = await runPythonSuite('clients.py', { PYTHONPATH: folder }, ['Jupytext']);
      expect(output).toMatch(/Ran 2 tests[\s\S]*\nOK\n/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
