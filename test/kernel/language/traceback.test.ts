import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CodeSources } from '../../../src/kernel/language/errors/codeSources.js';
import { reportError } from '../../../src/kernel/language/errors/reportError.js';
import { TestNotebook } from './notebook.js';

let notebook: TestNotebook;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'traceback-'));
  notebook = new TestNotebook(folder);
});
afterAll(() => notebook.evaluator.close());

describe('a traceback', () => {
  it('shows the own lines, innermost first, with carets', async () => {
    await notebook.run(
      'interface Box { inner?: any }\nfunction open(box: Box): number {\n  return box.inner.size;\n}\nconst twice = (box: Box) =>\n  open(box) * 2;',
    );
    const { ename, evalue, text } = await notebook.failure('const start = 1;\ntwice({})');
    expect([ename, evalue]).toEqual(['TypeError', "Cannot read properties of undefined (reading 'size')"]);
    expect(text).toMatchInlineSnapshot(`
      "TypeError: Cannot read properties of undefined (reading 'size')
      cell-1.ts:3:20 in open
        1 | interface Box { inner?: any }
        2 | function open(box: Box): number {
      > 3 |   return box.inner.size;
          |                    ^^^^
        4 | }
        5 | const twice = (box: Box) =>
      cell-1.ts:6:3 in twice
        4 | }
        5 | const twice = (box: Box) =>
      > 6 |   open(box) * 2;
          |   ^^^^
      cell-2.ts:2:1
        1 | const start = 1;
      > 2 | twice({})
          | ^^^^^"
    `);
  });

  it('folds the frames of libraries', async () => {
    const { text } = await notebook.failure(
      'import { parse } from "csv-parse/sync";\nparse("a,b\\n1,2,3", { columns: true })',
    );
    expect(text).toMatch(/^CsvError: Invalid Record Length/);
    expect(text).toMatch(/… \d+ frames? in csv-parse\ncell-\d+\.ts:2:1\n/);
    expect(text.match(/^ {4}…/gm)).toHaveLength(1);
  });

  it('follows causes and shows each error of an AggregateError', async () => {
    const { text } = await notebook.failure(
      'throw new AggregateError([new Error("one"), "two"], "many", { cause: new RangeError("root", { cause: "deepest" }) })',
    );
    const heads = text.split('\n').filter((line) => /^(AggregateError|\[|Caused)/.test(line));
    expect(heads).toEqual([
      'AggregateError: many',
      '[1 of 2] Error: one',
      '[2 of 2] two',
      'Caused by RangeError: root',
      'Caused by deepest',
    ]);
  });

  it('is short for endless recursion', async () => {
    await notebook.run('function down(n: number): number {\n  return down(n + 1) + 1;\n}');
    const { evalue, traceback } = await notebook.failure('down(0)');
    expect(evalue).toBe('Maximum call stack size exceeded');
    expect(traceback.length).toBeLessThan(20);
  });

  it('names lines of local modules, and of magics as they were written', async () => {
    writeFileSync(
      join(folder, 'helper.ts'),
      '// a comment\nexport function fail(): never {\n  throw new Error("from file");\n}\n',
    );
    const { text } = await notebook.failure('import { fail } from "./helper.ts";\n!true\nfail();');
    expect(text).toContain(`${join(folder, 'helper.ts')}:3:9 in fail`);
    expect(text).toContain('> 3 | fail();');
    expect(text).toContain('  2 | !true');
  });

  it('shows errors after an await and in a callback', async () => {
    const later = await notebook.failure(
      'await new Promise((r) => setTimeout(r, 1));\nawait (async () => {\n  null!.x;\n})()',
    );
    expect(later.text).toContain('> 3 |   null!.x;');
    const inMap = await notebook.failure('[1].map((x) => {\n  throw new Error("in map");\n})');
    expect(inMap.text).toContain('> 2 |   throw new Error("in map");');
  });

  it('calls a subclass by its name', async () => {
    expect((await notebook.failure('class DataError extends Error {}\nthrow new DataError("d")')).ename).toBe(
      'DataError',
    );
  });
});

describe('whatever is thrown', () => {
  it.each([
    ['null', 'null'],
    ['undefined', 'undefined'],
    ['"text"', 'text'],
    ['42n', '42n'],
    ['Symbol("s")', 'Symbol(s)'],
    ['(() => { const o: any = {}; o.self = o; return o })()', '<ref *1> { self: [Circular *1] }'],
    [
      'new Proxy({}, { get() { throw new Error("trap") }, getPrototypeOf() { throw new Error("trap") } })',
      undefined,
    ],
    ['{ get stack() { throw new Error("trap") } }', undefined],
    ['Object.defineProperty(new Error("x"), "message", { get() { throw new Error("trap") } })', ''],
    ['Object.assign(new Error("x"), { message: { toString() { throw 1 } } })', undefined],
  ])('is reported: %s', async (thrown, evalue) => {
    const report = await notebook.failure(`throw ${thrown}`);
    expect(report.traceback.length).toBeGreaterThan(0);
    expect(typeof report.evalue).toBe('string');
    if (evalue !== undefined) expect(report.evalue).toBe(evalue);
  });

  it('even when reading it always throws', () => {
    const hostile = new Proxy(new Error('x'), {
      get() {
        throw new Error('trap');
      },
    });
    expect(reportError(hostile, new CodeSources()).traceback).not.toEqual([]);
  });
});

describe('an error that is printed or shown (reports: new Error as a value)', () => {
  const printed = (error: unknown): string => inspect(error);

  it('names the own lines alone, as a thrown one does, and what Node says besides', async () => {
    await notebook.run(
      'interface A { b: number }\nconst make = (cause?: unknown) =>\n  Object.assign(new Error("two\\nlines", { cause }), { code: 5 });',
    );
    const shown = printed(await notebook.run('make(make())'));
    expect(shown).toMatch(
      /^Error: two\nlines\n {4}at make \(cell-\d+\.ts:3:\d+\)\n {4}at cell-\d+\.ts:1:\d+ \{\n {2}code: 5,/,
    );
    expect(shown).toMatch(/\[cause\]: Error: two\n {2}lines\n {6}at make/);
    expect(shown).not.toMatch(/kernel|node:/);
  });

  it('survives frozen, circular and foreign errors, and leaves them as they were', async () => {
    const error = (await notebook.run(
      'const round: any = new TypeError("round"); round.cause = round; round',
    )) as Error;
    const { stack } = error;
    expect(printed(error)).toContain('[Circular *1]');
    expect(error.stack).toBe(stack);
    expect(Object.getOwnPropertySymbols(error)).toEqual([]);
    expect(printed(Object.freeze(await notebook.run('new Error("cold")')))).toContain('Error: cold');
    expect(printed(new Error('ours'))).toContain('traceback.test.ts');
  });
});

it('names the line of a part that the user wrote, as it was written', async () => {
  const own = new TestNotebook(folder);
  try {
    const { ImageList } = await import('../../../src/vision/index.js');
    (globalThis as Record<string, unknown>).photosOf = (paths: string[], label: never) =>
      ImageList.fromDf(
        paths.map((name) => ({ name })),
        folder,
      )
        .splitNone()
        .labelFromFunc(label)
        .databunch();
    writeFileSync(join(folder, 'photo.png'), '');
    await own.run('declare const photosOf: any;\ninterface Any { size: number }\ntype Some = Any;');
    const thrown = await own.failure(
      'interface B { size: number }\ntype C = B;\nconst mine = (path: string) => {\n  const b = undefined as any as C;\n  return b.size;\n};\nawait (globalThis as any).photosOf(["photo.png"], mine);',
    );
    expect(thrown.ename).toBe('PhotoFunctionError');
    expect(thrown.evalue).toContain('threw TypeError');
    expect(thrown.evalue).toMatch(/\(at mine \(cell-2\.ts:5:12\)\)/);
    expect(thrown.text).toMatch(/Caused by TypeError.*\ncell-2\.ts:5:12 in mine/);
    const given = await own.failure(
      'interface D { size: number }\n\nasync function late(path: string) {\n  return "a";\n}\nawait (globalThis as any).photosOf(["photo.png"], late);',
    );
    expect(given.evalue).toContain('gave a promise');
    expect(given.text).toMatch(/\ncell-3\.ts:3:\d+ in late\n/);
    expect(given.text).toMatch(/> 3 \| async function late/);
  } finally {
    delete (globalThis as Record<string, unknown>).photosOf;
    await own.evaluator.close();
  }
});
