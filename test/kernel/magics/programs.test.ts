import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { TestNotebook } from '../language/notebook.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'programs-')));
let notebook: TestNotebook;
const file = (name: string, text: string): void => writeFileSync(join(folder, name), text);
beforeAll(() => {
  vi.stubEnv('TSVISION_STORE', join(folder, 'store'));
  notebook = new TestNotebook(folder);
});
afterAll(() => notebook.evaluator.close());
beforeEach(() => {
  notebook.output = '';
});

it('%run: what a file declares is the notebook’s, with its types', async () => {
  file('helper.ts', 'export const base = 10;');
  file(
    'train.ts',
    'import { base } from "./helper.ts";\nexport interface Run { epochs: number }\nconst epochs = Number(process.argv[2]);\nexport const last: Run = { epochs };\nfunction score(n: number): number { return base + n }\nconsole.log(process.argv.slice(2), import.meta.main);\nif (import.meta.filename !== process.argv[1]) throw new Error("no program");',
  );
  const before = process.argv;
  await notebook.run('%run train.ts 3 "two words" --flag');
  expect(process.argv).toBe(before);
  expect(await notebook.run('[last.epochs, score(1), epochs]')).toEqual([3, 11, 3]);
  expect(await notebook.run('const next: Run = { epochs: 4 }; next.epochs')).toBe(4);
  await notebook.run('export class Shape { sides = 4 }');
  expect(await notebook.run('const square: Shape = new Shape(); square.sides')).toBe(4);
  expect(await notebook.typeError('score("x")')).toContain("type 'number'");
});

it('%run: errors are told at the file’s lines', async () => {
  file('wrong.ts', 'const n: number = 1;\nconst text: string = n;');
  expect((await notebook.failure('%run wrong.ts')).text).toMatch(/wrong\.ts:2:7 TS2322/);
  file('throws.ts', 'const kept = 1;\n\nthrow new Error("in the file");');
  const { text } = await notebook.failure('%run throws.ts');
  expect(text).toMatch(/throws\.ts:3:7/);
  expect(text).toContain('> 3 | throw new Error("in the file");');
  expect(await notebook.run('kept')).toBe(1);
  expect((await notebook.failure('%run nowhere.ts')).ename).toBe('PathNotFoundError');
  expect((await notebook.failure('%run')).ename).toBe('InvalidArgumentError');
});

it('%run: JavaScript, and the cells of a notebook', async () => {
  file('plain.js', 'const loose = (x) => x + 1;\nvar two = loose(1);');
  await notebook.run('%run plain.js');
  expect(await notebook.run('two')).toBe(2);
  const cells = [
    { cell_type: 'markdown', source: ['# title'] },
    { cell_type: 'code', source: ['const one = 1;\n', 'let many = one;'] },
    { cell_type: 'code', source: 'many += 5;' },
  ];
  file('other.ipynb', JSON.stringify({ cells }));
  await notebook.run('%run other.ipynb');
  expect(await notebook.run('many')).toBe(6);
});

it('%store keeps variables for another kernel', async () => {
  await notebook.run(
    'const table = new Map([["a", [1, 2]]]); const weights = new Float32Array([1.5]); let name = "réseau"; const when = new Date(0);',
  );
  expect(await notebook.written('%store table weights name when')).toContain(
    'Kept weights (Float32Array(1) [ 1.5 ])',
  );
  const other = new TestNotebook(folder);
  try {
    await other.run('%store -r');
    expect(await other.run('[table.get("a")!.length, weights[0]! * 2, name.length, when.getTime()]')).toEqual(
      [2, 3, 6, 0],
    );
    expect(await other.typeError('const wrong: string = weights')).toContain('Float32Array');
    expect(await other.written('%store')).toMatch(/^name +'réseau'\ntable +Map/);
    await other.run('%store -d table name when');
    expect(await other.written('%store')).toBe('weights  Float32Array(1) [ 1.5 ]\n');
    expect((await other.failure('%store -r table')).ename).toBe('StoredValueError');
    await other.run('%store -z');
    expect(await other.written('%store')).toContain('Nothing is kept');
  } finally {
    await other.evaluator.close();
  }
});

it('%store: a type that another notebook does not have is any there', async () => {
  await notebook.run('interface Row { id: number } const rows: Row[] = [{ id: 7 }];');
  await notebook.run('%store rows');
  const other = new TestNotebook(folder);
  try {
    expect(await other.run('%store -r rows\n0')).toBe(0);
    expect(await other.run('rows[0].id')).toBe(7);
  } finally {
    await other.evaluator.close();
  }
});

it('%store says what cannot be kept, and where it is', async () => {
  await notebook.run(
    'class Net { w = 1 } const model = { layers: [{ act: Math.sin }], net: new Net() }; const ring: any = {}; ring.self = ring;',
  );
  const { ename, evalue } = await notebook.failure('%store model');
  expect([ename, evalue]).toEqual([
    'ValueNotKeptError',
    expect.stringContaining('model.layers[0].act is a function'),
  ]);
  await notebook.run('model.layers = [];');
  expect((await notebook.failure('%store model')).evalue).toContain('model.net is a Net');
  await notebook.run('%store ring');
  expect((await notebook.failure('%store nobody')).ename).toBe('InvalidArgumentError');
  expect((await notebook.failure('%store -x')).evalue).toContain('-r, -d, -z');
});
