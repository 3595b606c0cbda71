import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestNotebook } from './notebook.js';

let notebook: TestNotebook;
beforeAll(() => {
  notebook = new TestNotebook();
});
afterAll(() => notebook.evaluator.close());

const run = (code: string): Promise<unknown> => notebook.run(code);

it('has the last results as _, __ and ___, and each by its number', async () => {
  await run('"first"');
  await run('const nothing = 1;');
  await run('[2]');
  expect(await run('_')).toEqual([2]);
  expect(await run('[_, __, ___]')).toEqual([[2], [2], 'first']);
  expect(await run('[_1, Out[1], Out[3]]')).toEqual(['first', 'first', [2]]);
  expect(await run('[In[0], In[1], In[2]]')).toEqual(['', '"first"', 'const nothing = 1;']);
  expect(await run('Object.keys(Out).includes("2")')).toBe(false);
});

it('knows of no result where there was none', async () => {
  const { ename, evalue } = await notebook.failure('_2');
  expect([ename, evalue]).toEqual(['ReferenceError', '_2 is not defined']);
  // A name that only looks similar is still looked at.
  expect((await notebook.failure('_x2')).ename).toBe('TypeScriptError');
});

it('keeps what failed among the inputs alone', async () => {
  await notebook.failure('throw new Error("no")');
  expect(await run('In.at(-2)')).toBe('throw new Error("no")');
  expect(await run('_')).toBe('throw new Error("no")');
});

it('completes what the last result has', async () => {
  await run('({ alpha: 1, beta: 2 })');
  const { items } = await notebook.evaluator.complete('_.al', 4);
  expect(items.map(({ text }) => text)).toEqual(['alpha']);
});

it('lets older results go', async () => {
  await run('"old"');
  const number = Number(await run('In.length - 2'));
  for (let i = 0; i < 100; i++) await run(`${i}`);
  expect(await run(`Out[${number}]`)).toBeUndefined();
  expect((await notebook.failure(`_${number}`)).ename).toBe('ReferenceError');
  expect(await run('Object.keys(Out).length')).toBe(100);
});

it('gives way to variables of the same names', async () => {
  await run('const _ = "mine"; let Out = 5;');
  expect(await run('7')).toBe(7);
  expect(await run('[_, Out]')).toEqual(['mine', 5]);
});
