import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Writer } from './writer.js';

let writer: Writer;
beforeEach(() => {
  writer = new Writer();
});
afterEach(() => writer.close());

describe('marks beside a living session', () => {
  it('know what has run, wherever it stands, and what has been run since', async () => {
    writer.write('thing.length', 'const thing = "a";');
    expect(await writer.said()).toEqual([['error thing 2304'], []]);
    await writer.run(1);
    expect(await writer.said()).toEqual([[], []]);
  });

  it('leave nothing in the session', async () => {
    writer.write('const x = 1;\ndeclare global { interface Array<T> { last(): T } }', 'x + [1].last()');
    expect(await writer.said()).toEqual([[], []]);
    expect((await writer.notebook.failure('x')).text).toContain("Cannot find name 'x'");
    expect(await writer.notebook.typeError('[1].last()')).toContain("'last' does not exist");
    expect(await writer.said()).toEqual([[], []]);
  });

  it('show only what is wrong either way: run next, or after an edited cell above', async () => {
    writer.write('let size = 1;', 'size.toFixed()');
    await writer.run(0);
    await writer.run(1);
    // Run next, `size` is still a number; after the first cell it is a text.
    writer.write('let size = "big";', 'size.toFixed()', 'size.length', 'size.nothing');
    expect(await writer.said()).toEqual([[], [], [], ['error nothing 2339']]);
    await writer.run(0);
    expect(await writer.said()).toEqual([[], ['error toFixed 2551'], [], ['error nothing 2339']]);
  });

  it('follow a cell that is edited, moved or taken away', async () => {
    writer.write('const a = 1;', 'a.toFixed()', 'const b = a;', 'b.toFixed()');
    expect((await writer.said()).flat()).toEqual([]);
    writer.write('const a = "text";', 'a.toFixed()', 'const b = a;', 'b.toFixed()');
    expect(await writer.said()).toEqual([[], ['error toFixed 2551'], [], ['error toFixed 2551']]);
    writer.write('a.toFixed()', 'const a = 1;');
    expect(await writer.said()).toEqual([['error a 2304'], []]);
    writer.write('a.toFixed()');
    expect(await writer.said()).toEqual([['error a 2304']]);
  });

  it('see a module that was installed or edited meanwhile', async () => {
    const { mkdtempSync, rmSync, utimesSync, writeFileSync } = await import('node:fs');
    const { join } = await import('node:path');
    const { tmpdir } = await import('node:os');
    const folder = mkdtempSync(join(tmpdir(), 'tsvision-written-'));
    const own = new Writer(folder);
    try {
      own.write("import { size } from './own.ts';", 'size.toFixed()');
      expect((await own.said())[0]).toEqual(["error './own.ts' 2307"]);
      writeFileSync(join(folder, 'own.ts'), 'export const size = 1;');
      expect(await own.said()).toEqual([[], []]);
      writeFileSync(join(folder, 'own.ts'), 'export const size = "big";');
      utimesSync(join(folder, 'own.ts'), new Date(), new Date(Date.now() + 5000));
      expect(await own.said()).toEqual([[], ['error toFixed 2551']]);
    } finally {
      await own.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('come in steps, the cell that is being written first', async () => {
    const cells = Array.from({ length: 30 }, (_, i) => ({
      id: `c${i}`,
      text: `const v${i}: string = ${i};`,
    }));
    const first = await writer.ask<{ marks: object; isLast: boolean }>({
      ask: 'marks',
      args: ['n', cells, { first: 'c20', budget: 0 }],
    });
    expect(Object.keys(first.marks)).toEqual(['c20']);
    expect(first.isLast).toBe(false);
    const rest = await writer.ask<{ marks: object; isLast: boolean }>({
      ask: 'marks',
      args: ['n', undefined, { budget: 60_000 }],
    });
    expect(Object.keys(rest.marks)).toHaveLength(30);
    expect(rest.isLast).toBe(true);
  });
});
