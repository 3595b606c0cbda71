import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Completions } from '../../../src/kernel/language/index.js';
import { TestNotebook } from './notebook.js';

let notebook: TestNotebook;
beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'insight-'));
  mkdirSync(join(folder, 'data'));
  writeFileSync(join(folder, 'data', 'bears.csv'), '');
  for (const name of ['bear-tools', '@zoo/lions', '@types/bear-tools'])
    mkdirSync(join(folder, 'node_modules', name), { recursive: true });
  notebook = new TestNotebook(folder);
  await notebook.run(`const rows: any[] = [{ age: 1, "first name": "x" }];
/**
 * Adds one.
 * @param a the number
 */
function addOne(a: number): number {
  return a + 1;
}
class Model { private secret = 1; fit(epochs: number) { return epochs } }
const model = new Model();
const activation = (name: 'relu' | 'tanh', options: { units?: number } = {}) => name;`);
});
afterAll(() => notebook.evaluator.close());

const complete = (code: string): Promise<Completions> => notebook.evaluator.complete(code, code.length);
const texts = async (code: string): Promise<string[]> => (await complete(code)).items.map(({ text }) => text);

describe('completion', () => {
  it('knows members with kind and signature, without private ones', async () => {
    const { items, start, end } = await complete('model.');
    expect(items).toEqual([{ text: 'fit', type: 'method', signature: '(epochs: number): number' }]);
    expect([start, end]).toEqual([6, 6]);
  });

  it('knows variables, globals and keywords', async () => {
    expect(await texts('addO')).toEqual(['addOne']);
    expect((await complete('addO')).items[0]).toEqual({
      text: 'addOne',
      type: 'function',
      signature: '(a: number): number',
    });
    expect(await texts('structuredCl')).toEqual(['structuredClone']);
    expect(await texts('whil')).toEqual(['while']);
  });

  it('knows the values of a string type and the keys of an options object', async () => {
    expect(await texts('activation("')).toEqual(['relu', 'tanh']);
    expect(await texts('activation("relu", { un')).toEqual(['units']);
  });

  it('knows the keys that an object has now', async () => {
    expect(await texts('rows[0].')).toEqual(['age']);
    expect(await texts('rows[0]["fi')).toEqual(['first name']);
    vi.stubEnv('COMPLETION_TEST_VARIABLE', '1');
    expect(await texts('process.env.COMPLETION_TEST')).toEqual(['COMPLETION_TEST_VARIABLE']);
  });

  it('never runs code of the user to find out', async () => {
    await notebook.run('let reads = 0; const trap: any = { get deep() { reads++; return { a: 1 } } }');
    await complete('trap.deep.');
    await notebook.evaluator.inspect('trap.deep', 9, 0);
    expect(await notebook.run('reads')).toBe(0);
  });

  it('knows files in strings, in shell commands and in magics', async () => {
    expect(await texts('const p = "data/')).toEqual(['bears.csv']);
    expect(await texts('!cat data/be')).toEqual(['bears.csv']);
    expect(await texts('%load da')).toEqual(['data/']);
  });

  it('knows magics, and the code after one', async () => {
    expect(await texts('%tim')).toEqual(['%time', '%timeit']);
    expect(await texts('%%ba')).toEqual(['%%bash']);
    expect(await texts('%time model.f')).toEqual(['fit']);
    expect(await texts('!echo "unclosed\nmodel.f')).toEqual(['fit']);
  });

  it('knows modules', async () => {
    const { items, start } = await complete('import fs from "node:fs/pro');
    expect(items.map(({ text }) => text)).toEqual(['node:fs/promises']);
    expect(start).toBe('import fs from "'.length);
    expect(await texts("import { z } from 'node:worker_t")).toEqual(['node:worker_threads']);
  });

  it('knows packages where a module is named, and nowhere else', async () => {
    for (const code of ["import x from 'bear", "export * from 'bear", "await import('bear", "require('bear"])
      expect(await texts(code)).toEqual(['bear-tools']);
    expect(await texts("import x from '@zoo/")).toEqual(['@zoo/lions']);
    expect(await texts("import x from './da")).toEqual(['data/']);
    expect(await texts("const x = 'bear")).toEqual([]);
  });

  it('knows members of what has a namespace beside it', async () => {
    expect(await texts('console.lo')).toEqual(['log']);
    await notebook.run('function merged() {}\nnamespace merged { export const inside = 1 }');
    expect(await texts('merged.ins')).toEqual(['inside']);
    expect(await texts('merged.cal')).toContain('call');
  });

  it('knows the members of a string behind its quote', async () => {
    expect(await texts("'data'.toUpperC")).toEqual(['toUpperCase']);
    expect(await texts('`data`.toUpperC')).toEqual(['toUpperCase']);
    expect(await texts("'data'.")).toContain('charAt');
  });

  it('answers while a cell waits, by what was there before it', async () => {
    const waiting = notebook.run(
      'const late = await new Promise<number>((done) => { Object.assign(globalThis, { goOn: done }); });',
    );
    expect(await texts('model.')).toEqual(['fit']);
    expect(await texts('lat')).toEqual([]);
    await vi.waitFor(
      () =>
        (globalThis as { goOn?: (value: number) => void }).goOn?.(1) ??
        expect(globalThis).toHaveProperty('goOn'),
    );
    await waiting;
    expect(await texts('lat')).toEqual(['late']);
    Reflect.deleteProperty(globalThis, 'goOn');
  });

  it('gives Jupyter offsets that fit the text', async () => {
    const code = 'const z = model.fi + 1';
    const { start, end } = await notebook.evaluator.complete(code, 18);
    expect(code.slice(start, end)).toBe('fi');
  });
});

describe('inspection', () => {
  const inspect = async (code: string, level: 0 | 1 = 0, cursor = code.length): Promise<string> =>
    (await notebook.evaluator.inspect(code, cursor, level))?.['text/plain'] ?? '';

  it('shows signature and documentation, inside the call too', async () => {
    for (const code of ['addOne', 'addOne(', 'addOne(1, '])
      expect(await inspect(code)).toBe(
        'function addOne(a: number): number\n\nAdds one.\n\n@param a the number',
      );
  });

  it('shows the source at level 1', async () => {
    expect(await inspect('addOne', 1)).toContain('function addOne(a: number): number {\n  return a + 1;\n}');
  });

  it('names the source of a library by its package, not by a folder of this machine', async () => {
    await notebook.run("import { FileDeleter } from 'tsvision/clean'");
    const text = await inspect('FileDeleter', 1);
    expect(text).toMatch(/Source \(tsvision\/src\/clean\/fileDeleter\.ts:\d+\)/);
    expect(text).toContain('confirm(): Promise<void> {');
  });

  it('shows every signature of an overloaded function, and its body, of cells and of a library', async () => {
    await notebook.run(
      'function twice(of: string): string;\nfunction twice(of: number): number;\nfunction twice(of: any) { return of + of; }\nfunction thrice(n: number) { return 3 * n; }',
    );
    const own = await inspect('twice', 1);
    expect(own).toContain(
      'twice(of: string): string;\nfunction twice(of: number): number;\nfunction twice(of: any) { return of + of; }',
    );
    expect(own).not.toContain('thrice');
    await notebook.run("import { errorRate } from 'tsvision'");
    const text = await inspect('errorRate', 1);
    expect(text).toContain('export function errorRate(): Metric;\nexport function errorRate(predictions');
    expect(text).toContain("meanMetric('error_rate'");
    expect(text).not.toContain('topKAccuracy');
  });

  it('reads documentation of libraries and links to the manual', async () => {
    const text = await inspect('Math.max');
    expect(text).toContain('Returns the larger of a set');
    expect(text).toContain(
      'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Math/max',
    );
    expect((await notebook.evaluator.inspect('Math.max', 8, 0))?.['text/markdown']).toMatch(
      /^```typescript\n/,
    );
  });

  it('shows how a value is called where its type is but a name, as those of packages often are', async () => {
    await notebook.run(`interface Caller { (path: string): number; (path: string, depth: number): number }
      const call = ((path: string) => path.length) as Caller;
      const tools = { call } as { call: typeof call };
      class Point { constructor(x: number, y?: number) { void [x, y]; } }`);
    expect(await inspect('call')).toMatch(
      /^const call: Caller\ncall\(path: string\): number\ncall\(path: string, depth: number\): number/,
    );
    expect(await inspect('tools.call')).toContain('\ncall(path: string): number\n');
    expect(await inspect('Point')).toMatch(/^class Point\nnew Point\(x: number, y\?: number\b.*\): Point/);
    expect(await inspect('Date')).toMatch(/^(.*\n){4}\(\+\d more\)/);
  });

  it('keeps the lines of an example, as text and as Markdown', async () => {
    await notebook.run(
      '/**\n * Doubles.\n * @param n a number\n * @example\n * ```ts\n * const two = double(1);\n * double(two);\n * ```\n */\nfunction double(n: number) { return 2 * n; }',
    );
    const lines = '```ts\nconst two = double(1);\ndouble(two);\n```';
    expect(await inspect('double')).toContain(`@example ${lines}`);
    const shown = String((await notebook.evaluator.inspect('double', 6, 0))?.['text/markdown']);
    expect(shown).toContain('- *@param* n a number');
    // A fence is one only at the beginning of a line.
    expect(shown).toContain(`\n*@example*\n\n${lines}`);
  });

  it('shows the value that a variable has now', async () => {
    expect(await inspect('rows')).toBe("const rows: any[]\n\nValue: [ { age: 1, 'first name': 'x' } ]");
  });

  it('finds nothing where there is nothing', async () => {
    expect(await notebook.evaluator.inspect('nothingAtAll', 5, 0)).toBeUndefined();
    expect(await notebook.evaluator.inspect('', 0, 0)).toBeUndefined();
  });

  it('opens pages for name? and name??', async () => {
    const signal = new AbortController().signal;
    const { pages } = await notebook.evaluator.evaluate('addOne?', { executionCount: 900, signal });
    expect(pages).toEqual([expect.objectContaining({ source: 'page', start: 0 })]);
    const source = await notebook.evaluator.evaluate('addOne??', { executionCount: 901, signal });
    expect(JSON.stringify(source.pages)).toContain('return a + 1');
    const magic = await notebook.evaluator.evaluate('%time?', { executionCount: 902, signal });
    expect(JSON.stringify(magic.pages)).toContain('how long');
  });
});
