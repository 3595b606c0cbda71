import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { NotebookFormatError } from '../../../src/cli/errors.js';
import { readNotebook, writeNotebook } from '../../../src/cli/run/index.js';
import { notebookHtml } from '../../../src/cli/run/notebookHtml.js';
import { PathNotFoundError } from '../../../src/core/index.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-notebook-'));

/** As nbformat writes it: lists of lines, sorted keys, one space. */
const text = `${JSON.stringify(
  {
    cells: [
      { cell_type: 'markdown', id: 'a', metadata: {}, source: ['# Title\n', 'text'] },
      {
        cell_type: 'code',
        execution_count: 1,
        id: 'b',
        metadata: { tags: ['raises-exception'] },
        outputs: [
          { name: 'stdout', output_type: 'stream', text: ['a <b>\n', 'c'] },
          {
            data: { 'application/json': { x: 'a\nb' }, 'text/plain': ['1\n', '2'] },
            metadata: {},
            output_type: 'display_data',
          },
        ],
        source: ['1'],
      },
    ],
    metadata: { kernelspec: { display_name: 'T', language: 'typescript', name: 'tsvision' } },
    nbformat: 4,
    nbformat_minor: 5,
  },
  undefined,
  1,
)}\n`;

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

it('writes back byte for byte what Jupyter wrote, but for outputs that it does not read', async () => {
  const notebook = await readNotebook(file('a.ipynb', text));
  expect(notebook.cells.map((cell) => cell.source)).toEqual(['# Title\ntext', '1']);
  const copy = join(folder, 'copy.ipynb');
  await writeNotebook(copy, notebook);
  expect(readFileSync(copy, 'utf8')).toBe(text);
});

it('reads a notebook with a byte-order mark and with CRLF (reports: byte-order mark)', async () => {
  const windows = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
  expect(await readNotebook(file('bom.ipynb', windows))).toEqual(await readNotebook(file('a.ipynb', text)));
});

it('writes no half of a character (jupyter/notebook#2680)', async () => {
  const notebook = await readNotebook(file('half.ipynb', text.replace('text', '\\ud83d')));
  const path = join(folder, 'whole.ipynb');
  await writeNotebook(path, notebook);
  expect(readFileSync(path, 'utf8')).not.toContain('\\ud83d');
  expect((await readNotebook(path)).cells[0]?.source).toBe('# Title\n\ufffd');
});

it.each([
  ['broken.ipynb', '{"cells": [', /it is no JSON/],
  ['list.ipynb', '[]', /no Jupyter notebook/],
  ['old.ipynb', '{"nbformat": 3, "worksheets": []}', /old notebook format 3/],
  [
    'python.ipynb',
    '{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "python"}}}',
    /written in python/,
  ],
])('says what is wrong with %s', async (name, content, reason) => {
  const path = file(name, content);
  const error = await readNotebook(path).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(NotebookFormatError);
  expect((error as Error).message).toMatch(reason);
  expect((error as Error).message).toContain(path);
});

it('says so when there is no file', async () => {
  await expect(readNotebook(join(folder, 'nowhere.ipynb'))).rejects.toBeInstanceOf(PathNotFoundError);
});

it('makes a page that asks no other machine for anything', async () => {
  const page = notebookHtml(await readNotebook(file('b.ipynb', text)), 'A <title>');
  expect(page).toContain('<title>A &lt;title&gt;</title>');
  expect(page).toContain('<h1>Title</h1>');
  expect(page).toContain('a &lt;b&gt;');
  expect(page).not.toMatch(/(src|href)="?https?:/);
});
