import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CallHelp,
  CellSpan,
  Definition,
  HoverText,
} from '../../../../src/kernel/language/asYouType/questions.js';
import { Writer } from './writer.js';

const writer = new Writer();
afterAll(() => writer.close());

describe('what stands behind a name', () => {
  it('hovers with signature and documentation, also of cells that were not run', async () => {
    writer.write(
      '/** Doubles. @param n what */\nfunction twice(n: number) { return 2 * n; }',
      '!ls\ntw‸ice(2)',
    );
    const hover = await writer.at<HoverText>('hover');
    expect(hover.markdown).toContain('function twice(n: number): number');
    expect(hover.markdown).toContain('Doubles.');
    expect(writer.text('c1').slice(hover.start, hover.end)).toBe('twice');
    writer.write('const s = "a‸ word";');
    expect(await writer.at('hover')).toBeUndefined();
    writer.write('!ls -‸l');
    expect(await writer.at('hover')).toBeUndefined();
  });

  it('hovers in the line of a magic', async () => {
    writer.write('const list = [1];', '%time list.ma‸p(String)');
    const hover = await writer.at<HoverText>('hover');
    expect(hover.markdown).toContain('Array<number>.map');
    expect(writer.text('c1').slice(hover.start, hover.end)).toBe('map');
  });

  it('shows how a function is called, and which argument is being written', async () => {
    writer.write(
      '/**\n * Adds.\n * @param a the first\n * @param b - the second\n */\nfunction add(a: number, b = 1) { return a + b; }',
      'add(1, ‸',
    );
    const help = await writer.at<CallHelp>('callHelp');
    const [{ label, parameters, documentation }] = help.signatures as [CallHelp['signatures'][number]];
    expect([label, documentation, help.parameter]).toEqual([
      'add(a: number, b?: number): number',
      'Adds.',
      1,
    ]);
    expect(parameters.map(({ start, end }) => label.slice(start, end))).toEqual(['a: number', 'b?: number']);
    expect(parameters.map(({ text }) => text)).toEqual(['the first', 'the second']);
    writer.write('const a = ‸1;');
    expect(await writer.at('callHelp')).toBeUndefined();
  });

  const definition = async (...cells: string[]): Promise<string> => {
    const found = await writer.write(...cells).at<Definition | undefined>('definition');
    if (found?.kind !== 'cell') return found?.kind === 'file' ? found.path.replace(/.*\//, '') : 'nowhere';
    return `${found.cell}: ${writer.text(found.cell).slice(0, found.start)}«${writer.text(found.cell).slice(found.start, found.end)}»`;
  };

  it('finds the declaration: in the nearest cell above, else below; in a file', async () => {
    expect(await definition('const a = 1;', 'const a = 2;', 'a‸ + 1', 'const a = 3;')).toBe('c1: const «a»');
    expect(await definition('function f() { return la‸ter; }', 'const later = 1;')).toBe('c1: const «later»');
    expect(await definition('class A { size = 1 }', 'new A().siz‸e')).toBe('c0: class A { «size»');
    expect(await definition('[1].ma‸p(String)')).toBe('lib.es5.d.ts');
    expect(await definition('import { join } from "node:path";', 'join‸("a")')).toBe('c0: import { «join»');
    expect(await definition('import { jo‸in } from "node:path";')).toBe('path.d.ts');
    expect(await definition('const a = 1;‸')).toBe('nowhere');
  });

  it('finds declarations in cells that have run, and in those that were edited since', async () => {
    writer.write('class A { size = 1 }', 'const a = new A();');
    await writer.run(0);
    await writer.run(1);
    expect(await definition('class A { size = 1 }', 'const a = new A();', 'a.siz‸e')).toBe(
      'c0: class A { «size»',
    );
    expect(await definition('class A { size = 1; b = 2 }', 'const a = new A();', 'a‸.size')).toBe(
      'c1: const «a»',
    );
  });
});

/** Cells with the cursor, the new name, and the cells after it. */
const renamings: readonly (readonly [
  situation: string,
  cells: string[],
  name: string,
  after: string[] | string,
])[] = [
  [
    'a variable of three cells',
    ['const s‸ize = 1;', 'size + 1', 'console.log(size)'],
    'width',
    ['const width = 1;', 'width + 1', 'console.log(width)'],
  ],
  ['from where it is used', ['const size = 1;', 'si‸ze + 1'], 'width', ['const width = 1;', 'width + 1']],
  [
    'declared again',
    ['const x = 1;', 'x‸', 'const x = "a"; x.length'],
    'y',
    ['const y = 1;', 'y', 'const y = "a"; y.length'],
  ],
  [
    'shorthand properties',
    ['const size = 1;', 'const photo = { size };\nphoto.size + si‸ze'],
    'width',
    ['const width = 1;', 'const photo = { size: width };\nphoto.size + width'],
  ],
  [
    'destructuring',
    ['const { si‸ze } = { size: 1 };', 'size'],
    'width',
    ['const { size: width } = { size: 1 };', 'width'],
  ],
  [
    'an import',
    ['import { join } from "node:path";', 'jo‸in("a")'],
    'glue',
    ['import { join as glue } from "node:path";', 'glue("a")'],
  ],
  [
    'no other name that is spelt so',
    ['const a = 1;', 'function f(a: number) { return a‸; }\nf(a)'],
    'b',
    ['const a = 1;', 'function f(b: number) { return b; }\nf(a)'],
  ],
  [
    'nor a property',
    ['const a = 1;', 'const o = { a: 2 }; o.a + a‸'],
    'b',
    ['const b = 1;', 'const o = { a: 2 }; o.a + b'],
  ],
  [
    'a member, through cells',
    ['class Photo { width = 1 }', 'const p = new Photo();', 'p.wid‸th'],
    'size',
    ['class Photo { size = 1 }', 'const p = new Photo();', 'p.size'],
  ],
  [
    'a type',
    ['interface P‸hoto { path: string }', 'const p: Photo = { path: "a" };'],
    'Picture',
    ['interface Picture { path: string }', 'const p: Picture = { path: "a" };'],
  ],
  [
    'in the line of a magic',
    ['const list = [1];', '%time li‸st.length\nlist'],
    'all',
    ['const all = [1];', '%time all.length\nall'],
  ],
  ['to no name', ['const a‸ = 1;'], '1b', '“1b” is no name: write letters, digits, _ and $.'],
  ['to a reserved word', ['const a‸ = 1;'], 'class', '“class” is no name: write letters, digits, _ and $.'],
  [
    'to a name that is taken',
    ['const a‸ = 1;', 'const b = 2;'],
    'b',
    'There is a “b” already: choose another name.',
  ],
  [
    'what a library declares',
    ['[1].ma‸p(String)'],
    'each',
    'No cell declares “map”: it cannot be renamed here.',
  ],
  ['nothing', ['const a = ‸1;'], 'b', 'There is no name to rename here.'],
];

describe('renaming', () => {
  it.each(renamings)('%s', async (_, cells, name, after) => {
    expect(await writer.write(...cells).rename(name)).toEqual(after);
  });

  it('renames what cells that have run share', async () => {
    writer.write('class Photo { width = 1 }\nconst p = new Photo();', 'p.wid‸th');
    await writer.run(0);
    expect(await writer.rename('size')).toEqual([
      'class Photo { size = 1 }\nconst p = new Photo();',
      'p.size',
    ]);
    writer.write('class Photo { width = 1 }\nconst p = new Photo();', 'p‸.width');
    expect(await writer.rename('q')).toEqual([
      'class Photo { width = 1 }\nconst q = new Photo();',
      'q.width',
    ]);
  });

  it('finds all places', async () => {
    writer.write('const a‸ = 1;', 'a + a');
    const found = await writer.at<CellSpan[]>('references');
    expect(found.map(({ cell, start }) => `${cell}:${start}`)).toEqual(['c0:6', 'c1:0', 'c1:4']);
  });
});

/** A cell with one mark, and a fix among those that are offered. */
const fixes: readonly (readonly [situation: string, cell: string, title: string, after: string])[] = [
  [
    'a slip of the pen',
    'const photo = 1;\nphto + 1',
    "Change spelling to 'photo'",
    'const photo = 1;\nphoto + 1',
  ],
  ['a property', '"a".lenght', "Change spelling to 'length'", '"a".length'],
  [
    "Node's",
    'readFileSync("a")',
    "Add import { readFileSync } from 'node:fs';",
    'import { readFileSync } from \'node:fs\';\nreadFileSync("a")',
  ],
  [
    'one more of a module',
    "import { join } from 'node:path';\nbasename(join('a'))",
    "Add import { basename } from 'node:path';",
    "import { join, basename } from 'node:path';\nbasename(join('a'))",
  ],
  [
    'a whole module',
    'path.join("a")',
    "Add import * as path from 'node:path';",
    'import * as path from \'node:path\';\npath.join("a")',
  ],
  [
    'TensorFlow',
    'tf.ones([2])',
    "Add import * as tf from '@tensorflow/tfjs';",
    "import * as tf from '@tensorflow/tfjs';\ntf.ones([2])",
  ],
  [
    'a function that is not there',
    'const n: number = half(4);',
    "Add missing function declaration 'half'",
    "const n: number = half(4);\n\nfunction half(arg0: number): number {\n    throw new Error('Function not implemented.');\n}\n",
  ],
  [
    'a forgotten await',
    'const text = Promise.resolve("a");\ntext.length',
    "Add 'await'",
    'const text = Promise.resolve("a");\n(await text).length',
  ],
  [
    'one in an argument',
    'parseInt(Promise.resolve("1"))',
    "Add 'await'",
    'parseInt(await Promise.resolve("1"))',
  ],
];

describe('fixes', () => {
  beforeAll(() => {
    // What can be imported is read when nobody asks.
    for (const _ of writer.notebook.checker.preload());
  });

  it.each(fixes)('%s', async (_, cell, title, after) => {
    writer.write(cell);
    const [mark] = (await writer.marks())[0] ?? [];
    if (!mark) throw new Error('nothing is marked');
    const found = await writer.fixes(0, mark);
    expect(found.map((each) => each.title)).toContain(title);
    expect(found.find((each) => each.title === title)?.cells[0]).toBe(after);
  });
});
