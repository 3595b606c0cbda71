import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const folder = mkdtempSync(join(tmpdir(), 'tsvision-pages-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps below the cell what `name??` shows, as JupyterLab does', () => {
  const cells = ['function triple(x: number) { return 3 * x; }', 'triple??', '1 + 1'].map((source, i) => ({
    cell_type: 'code',
    id: `cell-${i}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source,
  }));
  writeFileSync(
    join(folder, 'help.ipynb'),
    JSON.stringify({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 }),
  );
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, 'dist/cli/main.js'), 'run', 'help.ipynb', '--out', 'out'],
    { cwd: folder, encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const { cells: done } = JSON.parse(readFileSync(join(folder, 'out/help.ipynb'), 'utf8'));
  const [define, help, sum] = done.map(({ outputs }: { outputs: object[] }) => outputs);
  expect(define).toEqual([]);
  expect(help).toHaveLength(1);
  expect(help[0]).toMatchObject({ output_type: 'display_data', metadata: {} });
  expect(JSON.stringify(help[0])).toContain('return 3 * x');
  expect(sum).toEqual([expect.objectContaining({ output_type: 'execute_result' })]);
});
