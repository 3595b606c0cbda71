import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { NotebookCell, NotebookDocument } from '../../../src/cli/run/notebookDocument.js';
import { injectParameters, parametersOf, withParameterPairs } from '../../../src/cli/run/parameters.js';
import { InvalidArgumentError } from '../../../src/core/index.js';

const code = (source: string, ...tags: string[]): NotebookCell => ({
  cell_type: 'code',
  id: source.slice(0, 8),
  source,
  metadata: { tags },
  outputs: [],
  execution_count: null,
});
const notebookOf = (...cells: NotebookCell[]): NotebookDocument => ({
  cells,
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});
const sources = ({ cells }: NotebookDocument): string[] => cells.map(({ source }) => source);

it('takes papermill’s two words as one', () => {
  const given = [
    'run',
    '-p',
    'lr',
    '0.01',
    'a.ipynb',
    '--raw-parameter',
    'version',
    '1.0',
    '-p',
    'x=a b',
    '-p',
    'y',
  ];
  expect(withParameterPairs(given)).toEqual([
    ...['run', '-p', 'lr=0.01', 'a.ipynb', '--raw-parameter', 'version=1.0', '-p', 'x=a b', '-p', 'y'],
  ]);
  expect(withParameterPairs(['run', '-p'])).toEqual(['run', '-p']);
});

it('reads values as JSON, else as text; the command line goes before the file', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsvision-parameters-')), 'p.json');
  writeFileSync(file, '{"lr": 1, "classes": ["a", "b"]}');
  const parameter = ['lr=0.01', 'name=a=b', 'frozen=true', 'none=null', 'größe=[1, 2]'];
  expect(await parametersOf({ parametersFile: file, parameter, rawParameter: ['version=1.0'] })).toEqual({
    ...{
      lr: 0.01,
      classes: ['a', 'b'],
      name: 'a=b',
      frozen: true,
      none: null,
      größe: [1, 2],
      version: '1.0',
    },
  });
});

it.each([
  { parameter: ['lr'] },
  { parameter: ['a b=1'] },
  { rawParameter: ['1a=1'] },
  { parametersFile: '/nowhere.json' },
])('refuses %j', async (options) => {
  await expect(parametersOf(options)).rejects.toThrow(InvalidArgumentError);
});

it('refuses a file that is a list, or that names no variable', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'tsvision-parameters-')), 'p.json');
  for (const text of ['[1]', 'lr', '{"a;b": 1}']) {
    writeFileSync(file, text);
    await expect(parametersOf({ parametersFile: file })).rejects.toThrow(InvalidArgumentError);
  }
});

it('stands behind the tagged cell, in the place of an earlier one, and names what the cell does not have', () => {
  const notebook = notebookOf(code('// first'), code('const lr = 1, epochs = 2;', 'parameters'), code('lr'));
  expect(injectParameters(notebook, { lr: 0.01, epoch: 3 })).toEqual(['epoch']);
  expect(injectParameters(notebook, { lr: 0.1 })).toEqual([]);
  expect(sources(notebook)).toEqual([
    ...['// first', 'const lr = 1, epochs = 2;', '// Parameters\nlet lr = 0.1;', 'lr'],
  ]);
});

it('stands before all others where no cell is tagged, and nowhere where nothing is set', () => {
  const notebook = notebookOf(code('lr'));
  expect(injectParameters(notebook, {})).toEqual([]);
  expect(sources(notebook)).toEqual(['lr']);
  expect(injectParameters(notebook, { lr: 1 })).toEqual(['lr']);
  expect(sources(notebook)).toEqual(['// Parameters\nlet lr = 1;', 'lr']);
  expect(notebook.cells[0]).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{8}$/) });
});

it('declares any value that JSON has, as it was', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const notebook = notebookOf();
      injectParameters(notebook, { value });
      const source = notebook.cells[0]?.source as string;
      expect(new Function(`${source}\nreturn value;`)()).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
