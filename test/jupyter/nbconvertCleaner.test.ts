import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { installKernelspec } from '../../src/kernel/kernelspec/installKernelspec.js';
import { drawPhotos } from '../browser/drawnPhotos.js';

const root = join(import.meta.dirname, '../..');
const jupyter = join(root, '.venv/bin/jupyter');
const source =
  "import { ImageCleaner } from 'tsvision';\nconst cleaner = await ImageCleaner.open('bears');\ncleaner";

/** The executed notebook as nbconvert's HTML. */
async function convert(folder: string, ...options: string[]): Promise<string> {
  const env = { ...process.env, JUPYTER_PATH: join(folder, 'ours'), HOME: folder };
  const args = ['nbconvert', '--execute', '--to', 'html', '--output', 'cleaner.html', ...options, 'c.ipynb'];
  await promisify(execFile)(jupyter, args, { cwd: folder, env });
  return readFileSync(join(folder, 'cleaner.html'), 'utf8');
}

it("nbconvert's HTML has the cleaner's view with its state, or else the grid that stands still", async ({
  skip,
}) => {
  skip(!existsSync(jupyter), 'no Jupyter in .venv (npm test makes it)');
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-nbconvert-'));
  await installKernelspec(join(folder, 'ours'));
  await drawPhotos(join(folder, 'bears'), ['black', 'teddys'], 3);
  const cell = { cell_type: 'code', execution_count: null, id: 'a', metadata: {}, outputs: [], source };
  const kernelspec = { name: 'tsvision', display_name: 'TypeScript', language: 'typescript' };
  writeFileSync(
    join(folder, 'c.ipynb'),
    JSON.stringify({ cells: [cell], metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  );
  const withState = await convert(folder);
  expect(withState).toMatch(/application\/vnd\.jupyter\.widget-state\+json.*ImageCleanerModel/s);
  expect(withState).toContain('application/vnd.jupyter.widget-view+json');
  const still = await convert(folder, '--ExecutePreprocessor.store_widget_state=False');
  expect(still.match(/ src="data:image\/jpeg;base64,/g)).toHaveLength(6);
  expect(still).toContain("cleaner.relabel([2], 'teddys')");
});
