import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plain, TestNotebook } from './notebook.js';

let notebook: TestNotebook;
beforeAll(() => {
  notebook = new TestNotebook();
});
afterAll(() => notebook.evaluator.close());

describe('type errors', () => {
  it('stop the cell and show the line with carets', async () => {
    const { ename, evalue, text } = await notebook.failure('const fine = 1;\n\tconst wrong: string = fine;');
    expect(ename).toBe('TypeScriptError');
    expect(evalue).toBe("Type 'number' is not assignable to type 'string'. (cell-1.ts:2:8)");
    expect(text).toBe(
      [
        "cell-1.ts:2:8 TS2322 Type 'number' is not assignable to type 'string'.",
        '> 2 | \tconst wrong: string = fine;',
        '    | \t      ^^^^^',
      ].join('\n'),
    );
  });

  it('know the types of earlier cells, as they are now', async () => {
    await notebook.run('const config = { size: 224, name: "x" as "x" | "y" }; type Config = typeof config');
    expect((await notebook.failure('config.sizee')).evalue).toContain("Did you mean 'size'");
    expect((await notebook.failure('const c2: Config = { size: 1, name: "z" }')).evalue).toContain('"z"');
    await notebook.run('const config = "text"');
    expect(await notebook.run('config.length')).toBe(4);
  });

  it('are warnings or nothing, when the notebook, the cell or a comment says so', async () => {
    expect(plain(await notebook.written('%typecheck warn\nconst w: string = 1'))).toContain('TS2322');
    expect(plain(await notebook.written('const w2: string = 1'))).toContain('> 1 | const w2: string = 1');
    expect(await notebook.written('%%typecheck off\nconst w3: string = 1')).toBe('');
    await notebook.run('%typecheck error');
    expect(await notebook.run('// @ts-nocheck\nconst w4: string = 1; w4')).toBe(1);
    expect((await notebook.failure('const w5: string = 1')).ename).toBe('TypeScriptError');
  });

  it('heed @ts-ignore and @ts-expect-error for the next line of code', async () => {
    expect(await notebook.run('// @ts-expect-error: on purpose\nconst e1: number = "a"; e1')).toBe('a');
    expect(await notebook.run('// @ts-ignore\n\n// and a word\nconst e2: number = "b"; e2')).toBe('b');
    expect((await notebook.failure('// @ts-ignore\nconst e3 = 1;\nconst e4: number = "c"')).evalue).toContain(
      ':3:7)',
    );
    expect((await notebook.failure('// @ts-expect-error\nconst e5: number = 1')).evalue).toContain(
      "Unused '@ts-expect-error' directive.",
    );
  });

  it('say nothing of `this` in a plain function', async () => {
    expect(await notebook.run('function Old(x) { this.x = x }\nnew Old(3).x')).toBe(3);
  });

  it('ask for a forgotten await, whatever is done with the promise', async () => {
    await notebook.run('async function load() { return { show() {}, size: 3 } } function draw(n: number) {}');
    const forgotten = [
      'const loaded = load();\nloaded.show()',
      'const { size } = load()',
      'const [first] = load()',
      'draw(load())',
      'const three: number = load()',
    ];
    for (const code of forgotten)
      expect((await notebook.failure(code)).text, code).toContain("→ Did you forget to use 'await'?");
    expect((await notebook.failure('(await load()).shw()')).text).not.toContain("await'?");
  });

  it('name modules as they are imported, and no file of the library', async () => {
    const missing: readonly (readonly [code: string, name: string])[] = [
      ["import { linePlt } from 'tsvision'", '"tsvision"'],
      ["import { linePlt } from 'tsvision/plot'", '"tsvision/plot"'],
      ["import * as whole from 'tsvision'; whole.linePlt", 'import("tsvision")'],
      ["import * as part from 'tsvision/plot'; part.linePlt", 'import("tsvision/plot")'],
      ["import * as zod from 'zod'; zod.nothing", 'zod'],
      ["import { nothing } from 'node:fs'", 'node:fs'],
    ];
    for (const [code, name] of missing) {
      const { text } = await notebook.failure(code);
      const message = String(text).split('\n')[0];
      expect(message).toContain(name);
      expect(message).not.toMatch(/dist|node_modules|\.d\.ts|\/work|\/home/);
    }
  });

  it('tell how a missing package is installed', async () => {
    const { evalue } = await notebook.failure('import x from "@nobody/no-such-package/sub"');
    expect(evalue).toContain('!npm install @nobody/no-such-package');
  });
});

describe('leniency', () => {
  it.each([
    ['parameters without types', 'const untyped = (x, { y }) => x + y; untyped(1, { y: 2 })', 3],
    ['an array that learns its type', 'const losses = []; losses.push(1); losses.length', 1],
    ['something that may be undefined', '[{ v: 1 }].find((e) => e.v === 1).v', 1],
    ['an index that is any', 'const table = { a: 1 }; const key: string = "a"; table[key]', 1],
    ['an unused expression', '1, 2; 3', 3],
    ['an error in a catch', 'try { throw new Error("m") } catch (e) { e.message }; 1', 1],
    [
      'the newest libraries',
      'typeof Object.groupBy([1], () => "k") + [3, 1].toSorted()[0] + new Set([1]).size',
      'object11',
    ],
    ['null first, then a value', 'let best = null; best = { loss: 1 }; best.loss', 1],
    ['a variable that is used before it is assigned', 'let late: number; late', undefined],
  ])('%s', async (_what, code, value) => {
    if (code.includes('groupBy') && !('groupBy' in Object)) return;
    expect(await notebook.run(code)).toEqual(value);
  });

  it('an array that another cell fills', async () => {
    await notebook.run('const history = []');
    await notebook.run('history.push({ epoch: 1 }); let count = 0');
    expect(await notebook.run('history.map((h) => h.epoch)')).toEqual([1]);
  });
});

describe('isComplete', () => {
  it.each([
    ['1 + 1', { status: 'complete' }],
    ['function f() {', { status: 'incomplete', indent: '  ' }],
    ['  if (x) {\n    g(', { status: 'incomplete', indent: '      ' }],
    ['`text', { status: 'incomplete', indent: '' }],
    ['/* note', { status: 'incomplete', indent: '' }],
    ['const x = )', { status: 'invalid' }],
    ['!ls -la | wc', { status: 'complete' }],
    ['%%bash\nfor i in 1; do', { status: 'complete' }],
    ['Math.max?', { status: 'complete' }],
    ['', { status: 'complete' }],
  ])('%s', async (code, expected) => {
    expect(await notebook.evaluator.isComplete(code)).toEqual(expected);
  });
});
