import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestNotebook } from './notebook.js';

let notebook: TestNotebook;
beforeAll(async () => {
  notebook = new TestNotebook();
  await notebook.run(
    'let a = 1; const calls: string[] = []; const call = (text: string) => calls.push(text);',
  );
});
afterAll(() => notebook.evaluator.close());

it.each([
  ['{ a: 1, b: 2 }', { a: 1, b: 2 }],
  ['{ a: 1 }', { a: 1 }],
  ['{ a }', { a: 1 }],
  ['\n{\n  a,\n  list: [1, 2],\n}\n', { a: 1, list: [1, 2] }],
  ['{ ...{ x: 1 }, "y z": 2 }', { x: 1, 'y z': 2 }],
  ['{}', {}],
])('%j is an object', async (code, value) => {
  expect(await notebook.run(code)).toEqual(value);
});

it.each([
  ['{ call("block") }', ['block']],
  ['{ let b = 2; call(String(b)) }', ['2']],
  ['{ a = 5 }', []],
  ['{ call("one"); call("two") }', ['one', 'two']],
  ['{ if (a) call("if") }', ['if']],
])('%j is a block', async (code, called) => {
  await notebook.run('calls.length = 0');
  await notebook.run(code);
  expect(await notebook.run('calls')).toEqual(called);
});

it('says where it is wrong', async () => {
  const { text } = await notebook.failure('{\n  a: 1,\n  b: nowhere,\n}');
  expect(text).toContain(':3:6');
  expect(text).toContain("Cannot find name 'nowhere'");
});

it.each([
  ['a type error in the first line', '{ a: 1, b: nowhere }', ':1:12'],
  ['an error while it runs', '{ a: (null as any).b, c: 1 }', ':1:20'],
  ['one in a later line', '{\n  a: (null as any).b }', ':2:20'],
])('says where, to the column: %s', async (_what, code, place) => {
  const { text } = await notebook.failure(code);
  expect(text).toContain(place);
});
