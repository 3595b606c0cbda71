import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { emptyCache } from '../emptyCache.js';
import { scaled } from '../scaled.js';

const root = join(import.meta.dirname, '../..');
const lesson = 'lesson2-download.ipynb';
const jupyter = join(root, '.venv/bin/jupyter');

interface Output {
  readonly output_type: string;
  readonly text?: string | string[];
  readonly data?: Record<string, unknown>;
}
interface Notebook {
  readonly cells: readonly { readonly cell_type: string; readonly outputs?: readonly Output[] }[];
}

/** What a reader sees of each cell, without what differs from run to run: times, ports, folders of the run. */
function shownText({ cells }: Notebook): string[][] {
  const text = (value: unknown): string => (Array.isArray(value) ? value.join('') : String(value ?? ''));
  return cells
    .filter(({ cell_type }) => cell_type === 'code')
    .map(({ outputs = [] }) =>
      outputs.map(({ output_type, text: stream, data }) =>
        `${output_type} ${Object.keys(data ?? {}).sort()} ${text(stream ?? data?.['text/plain'])}`
          .replace(/127\.0\.0\.1:\d+(\/site-[0-9a-f]+)?/g, 'HOST')
          .replace(/\d\d:\d\d/g, 'TIME')
          .replace(/IPY_MODEL_\w+|[0-9a-f]{32}|[0-9a-f-]{36}/g, 'ID'),
      ),
    );
}

// Twice the whole lesson: in the nightly run. What differs between the two ways is tested on a small notebook in
// test/jupyter/frontEnds, and the lesson itself in test/browser/bearsLesson.
describe.skipIf(scaled(false, true))('the bears lesson, on a few drawn photos (in the nightly run)', () => {
  let folder: string;
  const caches = { ours: emptyCache(), jupyter: emptyCache() };
  // Each run draws its photos itself: what the first had cached, the second would not show a bar for.
  const envOf = (name: keyof typeof caches): NodeJS.ProcessEnv => ({
    ...process.env,
    TSVISION_FAST: '1',
    TSVISION_CACHE: caches[name].folder,
  });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tsvision-lesson-'));
    for (const name of ['ours', 'jupyter']) await copyLesson(join(folder, name));
  });
  afterAll(async () => {
    for (const { remove } of Object.values(caches)) remove();
    await rm(folder, { recursive: true, force: true });
  });

  const copyLesson = async (to: string): Promise<void> => {
    const { mkdir } = await import('node:fs/promises');
    await mkdir(to, { recursive: true });
    await copyFile(join(root, 'notebooks', lesson), join(to, lesson));
  };
  const read = async (path: string): Promise<Notebook> => JSON.parse(await readFile(path, 'utf8'));

  it('runs with `tsvision run`', async () => {
    const cwd = join(folder, 'ours');
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(root, 'dist/cli/main.js'), 'run', lesson, '--out', join(cwd, 'out')],
      { cwd, env: envOf('ours'), encoding: 'utf8' },
    );
    expect(status, stderr).toBe(0);
    const shown = shownText(await read(join(cwd, 'out', lesson)));
    expect(
      shown.flat().filter((text) => text.includes('application/vnd.plotly.v1+json')).length,
    ).toBeGreaterThan(2);
    expect(shown.flat().some((text) => text.includes('widget-view'))).toBe(true);
    const [bears = ''] = await readdir(join(cwd, 'data'));
    expect(bears).toMatch(/^bears(-drawn-\d+)?$/);
    expect(await readdir(join(cwd, 'data', bears))).toEqual(
      expect.arrayContaining(['black', 'grizzly', 'teddys']),
    );
  });

  it('shows the same with `jupyter execute`', async (context) => {
    if (!existsSync(jupyter)) context.skip('no Jupyter in .venv');
    const cwd = join(folder, 'jupyter');
    const { status, stderr } = spawnSync(jupyter, ['execute', '--output=out.ipynb', lesson], {
      cwd,
      env: envOf('jupyter'),
      encoding: 'utf8',
    });
    expect(status, stderr).toBe(0);
    const ours = shownText(await read(join(folder, 'ours/out', lesson)));
    expect(shownText(await read(join(cwd, 'out.ipynb')))).toEqual(ours);
  });
});
