import { afterAll, describe, expect, it } from 'vitest';
import { Writer } from './writer.js';

const writer = new Writer();
afterAll(() => writer.close());

/** Cells, none of them run, and what is marked in the last one. */
const table: readonly (readonly [situation: string, cells: readonly string[], said: readonly string[]])[] = [
  ['nothing wrong', ['const a = 1;', 'a.toFixed()'], []],
  ['a type error', ['const b: number = "x";'], ['error b 2322']],
  ['a syntax error alone', ['const b: = "x"; nobody'], ['error = 1110']],
  ['a name that nobody declares', ['nobody + 1'], ['error nobody 2304']],
  ['a name of a cell above that was not run', ['const above = [1];', 'above.map(String)'], []],
  ['its type too', ['const above = [1];', 'above.nothing'], ['error nothing 2339']],
  [
    'a name that only a cell below declares',
    ['below', 'const below = 1;'].reverse().slice(1),
    ['error below 2304'],
  ],
  ['declared again', ['const x = 1;', 'const x = "a"; x.length'], []],
  ['redeclared between', ['const x = 1;', 'const x = "a";', 'x.length'], []],
  ['top-level await', ['const text = await Promise.resolve("a"); text.length'], []],
  ['a forgotten one', ['const text = Promise.resolve("a");', 'text.length'], ['error length 2339']],
  ['a shell command', ['!ls -l\nconst n = 1;'], []],
  ['its output', ['const files = !ls\nfiles.lengthy'], ['error lengthy 2551']],
  ['a magic', ['%time Math.sqr(2)'], ['error sqr 2551']],
  ['a cell magic with code', ['%%time\nconst t = 1; t.nothing'], ['error nothing 2339']],
  ['what it declares', ['%%time\nconst t = 1;', 't.toFixed()'], []],
  ['what %%capture declares', ['%%capture out\nconsole.log(1)', 'out.stdout.length'], []],
  ['a cell magic without', ['%%bash\nls; echo $x'], []],
  ['help', ['const a = 1;', 'a?'], []],
  ['an object', ['{ a: 1, b: nobody }'], ['error nobody 2304']],
  ['a past result', ['_3 + 1'], []],
  ['possibly undefined, which running shows', ['const m = "a".match(/b/); m.length'], []],
  ['a directive', ['// @ts-ignore\nconst b: number = "x";'], []],
  ['no checking', ['// @ts-nocheck\nconst b: number = "x";'], []],
  ['checking off by a magic', ['%typecheck off\nconst b: number = "x";'], []],
  ['checking that only warns', ['%typecheck warn\nconst b: number = "x";'], ['warning b 2322']],
  ['a function that uses a later name', ['function f() { return later; }'], ['warning later 2304']],
  ['an unused variable in a function', ['function f() { const idle = 1; return 2; }'], ['unused idle']],
  ['an unused variable at the top is for others', ['const idle = 1;\nfunction g(used) { return used; }'], []],
  ['unreachable code', ['function f() { return 1; f(); }'], ['unused f();']],
  [
    'a global type that the cell adds',
    ['declare global { interface Array<T> { last(): T } }\n[1].last()'],
    [],
  ],
  ['one that a cell above adds', ['declare global { interface Array<T> { last(): T } }', '[1].last()'], []],
  [
    'a module that is not installed',
    ['import x from "not-installed-anywhere";'],
    ['error "not-installed-anywhere" 2307'],
  ],
  ['behind an emoji', ['const s = "😀"; nobody'], ['error nobody 2304']],
];

describe('marks in cells that were not run', () => {
  it.each(table)('%s', async (_, cells, said) => {
    const all = await writer.write(...cells).said();
    expect(all.at(-1)).toEqual(said);
  });
});
