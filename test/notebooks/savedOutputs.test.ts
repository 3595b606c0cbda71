import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashOfCode } from '../../scripts/notebookCode.mjs';

const folder = join(import.meta.dirname, '../../notebooks');
const notebooks = readdirSync(folder).filter((name) => name.endsWith('.ipynb'));

interface Output {
  readonly output_type: string;
  readonly data?: Record<string, unknown>;
}
interface Cell {
  readonly cell_type: string;
  readonly source: string | string[];
  readonly metadata: { readonly tags?: readonly string[] };
  readonly outputs?: readonly Output[];
}
interface Notebook {
  readonly cells: readonly Cell[];
  readonly metadata: { readonly tsvision?: { readonly outputsOf: string } };
}

/** Folders that only one machine has. */
const machinePath = /(?<![\w.:/])\/(root|home|work|tmp|Users|private|mnt)\/[\w.-]+/;

describe.each(notebooks)('the saved outputs of %s', (name) => {
  const path = join(folder, name);
  const content = readFileSync(path, 'utf8');
  const notebook = JSON.parse(content) as Notebook;
  const code = notebook.cells.filter(({ cell_type }) => cell_type === 'code');
  const outputs = code.flatMap((cell) => cell.outputs ?? []);

  it('belong to the code as it stands (else: npm run lessons -- --save NAME)', () => {
    if (code.length === 0) return;
    expect(notebook.metadata.tsvision?.outputsOf).toBe(hashOfCode(notebook));
    expect(outputs.length).toBeGreaterThan(0);
  });

  it('name no folder of a machine', () => {
    expect(content.match(machinePath)?.[0]).toBeUndefined();
  });

  it('take 3 MB at most, and hold a picture beside each live plot', () => {
    expect(statSync(path).size).toBeLessThanOrEqual(3_000_000);
    const live = outputs.filter(({ data = {} }) => Object.keys(data).some((type) => type.includes('plotly')));
    for (const { data = {} } of live) expect(Object.keys(data)).toContain('image/png');
  });

  it('hold errors only where the lesson shows one', () => {
    for (const { metadata, outputs: shown = [] } of code) {
      if (metadata.tags?.includes('raises-exception')) continue;
      expect(shown.filter(({ output_type }) => output_type === 'error')).toEqual([]);
    }
  });
});
