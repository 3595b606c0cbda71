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

it('a function may assign it, in every way, and ask for its type', async () => {
  const said = plain(
    await notebook.written(
      `function changes() {
        const before = typeof total;
        total = 5; total += 1; total++; --total;
        [total, ...rest] = [total * 2, 7]; ({ last } = { last: 8 }); ({ name: last = 9 } = {} as { name?: number });
        for (each of [10]);
        return [before, total, rest, last, each];
      }`,
    ),
  );
  expect(said).toContain("Cannot find name 'total'");
  const { evalue } = await notebook.failure('changes()');
  expect(evalue).toBe('total is not defined');
  await notebook.run('let total = 0, last = 0, each = 0; let rest: number[] = [];');
  expect(await notebook.run('changes()')).toEqual(['number', 12, [7], 9, 10]);
  expect(await notebook.run('[total, last]')).toEqual([12, 9]);
  expect(await notebook.run('const asks = () => typeof neverDeclared; asks()')).toBe('undefined');
});

it('what nobody declares comes into being by no assignment', async () => {
  await notebook.run(
    '// @ts-nocheck\nconst assigns = [() => { [nobody1] = [1] }, () => { nobody2 = 2 }, () => { for (nobody3 of [3]); }, () => nobody4++];',
  );
  for (let i = 0; i < 4; i++) {
    const { ename, evalue } = await notebook.failure(`assigns[${i}]()`);
    expect([ename, evalue]).toEqual(['ReferenceError', `nobody${i + 1} is not defined`]);
  }
  expect(Object.keys(globalThis).filter((name) => name.startsWith('nobody'))).toEqual([]);
});

it('a global that a function assigns is the global', async () => {
  (globalThis as Record<string, unknown>).sharedByAll = 1;
  try {
    await notebook.run(
      '// @ts-nocheck\nconst raise = () => { sharedByAll += 1; return typeof sharedByAll };',
    );
    expect(await notebook.run('raise()')).toBe('number');
    expect((globalThis as Record<string, unknown>).sharedByAll).toBe(2);
  } finally {
    delete (globalThis as Record<string, unknown>).sharedByAll;
  }
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
