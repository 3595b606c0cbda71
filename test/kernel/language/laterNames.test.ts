import { afterAll, beforeAll, expect, it } from 'vitest';
import { plain, TestNotebook } from './notebook.js';

let notebook: TestNotebook;
beforeAll(() => {
  notebook = new TestNotebook();
});
afterAll(() => notebook.evaluator.close());

it('a function may use what a later cell declares, and says so when it is defined', async () => {
  const said = plain(await notebook.written('function callsLater(n: number) { return later(n) + offset }'));
  expect(said).toContain("Cannot find name 'later'.");
  expect(said).toContain('may declare it');
  const { ename, evalue } = await notebook.failure('callsLater(1)');
  expect([ename, evalue]).toEqual(['ReferenceError', 'later is not defined']);
  await notebook.run('function later(n: number) { return n * 10 } let offset = 1;');
  expect(await notebook.run('callsLater(2)')).toBe(21);
  await notebook.run('offset = 5;');
  expect(await notebook.run('callsLater(2)')).toBe(25);
});

it('in every place where a value can stand', async () => {
  await notebook.run(
    'const places = () => ({ shown, again: [shown, ...shown], text: String(shown), call: shown.map(each => each + extra) });',
  );
  await notebook.run('const shown = [1, 2]; const extra = 1;');
  expect(await notebook.run('places()')).toEqual({
    shown: [1, 2],
    again: [[1, 2], 1, 2],
    text: '1,2',
    call: [2, 3],
  });
});

it('what a function assigns is no variable of a later cell', async () => {
  await notebook.run(
    '// @ts-nocheck\nconst assigns = () => { [nobody1] = [1]; nobody2 = 2; for (nobody3 of [3]); return nobody2 };',
  );
  const { ename } = await notebook.failure('assigns()');
  expect(ename).toBe('ReferenceError');
});

it('a name that the cell itself needs stops it', async () => {
  expect((await notebook.failure('unheardOf + 1')).ename).toBe('TypeScriptError');
  // A type is needed while it is checked.
  expect((await notebook.failure('const typed = (x: Unheard) => x')).ename).toBe('TypeScriptError');
  // Beside another error all are told.
  const { text } = await notebook.failure('const both = () => unheard2(); const wrong: string = 1;');
  expect(text).toContain('unheard2');
  expect(text).toContain("type 'string'");
});
