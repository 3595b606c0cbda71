import { mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/index.js';
import { serveChecker } from '../../../src/kernel/language/checker/checkerPort.js';
import { LanguageChecker } from '../../../src/kernel/language/checker/languageChecker.js';
import { Preparation } from '../../../src/kernel/language/checker/preparation.js';
import { createCellEvaluator } from '../../../src/kernel/language/createCellEvaluator.js';
import type { CellEvaluator } from '../../../src/kernel/language/index.js';
import { plain } from './notebook.js';

// A checker that reads the libraries' types when the test says so: until then it is a kernel's that has just started.

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'first-cell-')));
const signal = new AbortController().signal;
let evaluator: CellEvaluator;
let output: string;
let count: number;
/** Lets the checker read the types. */
let getReady: () => Promise<void>;

beforeEach(() => {
  output = '';
  count = 0;
  const checker = new LanguageChecker({ cwd: folder, packageRoot: packageRoot() });
  const preparation = new Preparation();
  getReady = () => preparation.read(checker.warmUp());
  evaluator = createCellEvaluator({
    cwd: folder,
    checker: { connect: (port) => serveChecker(checker, port, preparation.admit), close: async () => {} },
    write: (_stream, text) => {
      output += text;
    },
  });
});
afterEach(() => evaluator.close());

async function run(code: string, mayRunUnchecked = true): Promise<unknown> {
  return (await evaluator.evaluate(code, { executionCount: ++count, signal, mayRunUnchecked })).value;
}

async function failure(code: string, mayRunUnchecked = true): Promise<string> {
  const error: unknown = await run(code, mayRunUnchecked).catch((thrown: unknown) => thrown);
  const { ename, evalue } = evaluator.reportError(error);
  return `${ename}: ${evalue}`;
}

/** Whether a promise is settled when everything that needs no checker has been done. */
async function isWaiting(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  // Asked after the promise's own question, it is answered after it, if that is answered at all.
  await evaluator.isComplete('1');
  await new Promise((resolve) => setTimeout(resolve, 20));
  return !settled;
}

describe('the first cell of a session runs before the types are read', () => {
  it.each([
    ['a value', '1 + 1', 2],
    ['types and an await', 'type N = number; const n: N = await Promise.resolve(4); n', 4],
    ['an enum and a decorator', 'const enum E { A = 5 } function d(c: any, _: any) {} @d class C {} E.A', 5],
    ['a package', 'import { z } from "zod"; z.number().parse(6)', 6],
    ['a shell line', 'const lines = !echo 7\nNumber(lines[0])', 7],
    ['a cell magic', '%%capture\nconsole.log("unseen")', undefined],
  ])('%s', async (_what, code, value) => {
    expect(await run(code)).toEqual(value);
  });

  it('a local module', async () => {
    writeFileSync(join(folder, 'area.ts'), 'export const area = (r: number): number => 3 * r * r;');
    expect(await run('import { area } from "./area.ts"; area(2)')).toBe(12);
  });

  it('and later cells know its names as if it had been checked', async () => {
    await run(
      'const config = { size: 224 }; interface Box { x: number } function twice(n: number) { return 2 * n }',
    );
    const second = run('const b: Box = { x: config.size }; const config2 = b; twice(b.x)');
    expect(await isWaiting(second)).toBe(true);
    await getReady();
    expect(await second).toBe(448);
    expect(await failure('config.sizee')).toContain("Did you mean 'size'");
    expect(await run('const config = "text"; config.length')).toBe(4);
    expect((await evaluator.complete('twic', 4)).items[0]).toMatchObject({ text: 'twice', type: 'function' });
    expect((await evaluator.inspect('twice', 5, 0))?.['text/plain']).toContain('twice(n: number): number');
    expect(output).toBe('');
  });
});

describe('what the checker says about it', () => {
  it('is told once, before the next cell runs', async () => {
    expect(await run('const s: string = 1; s')).toBe(1);
    expect(output).toBe('');
    const second = run('process.stdout; 2');
    await getReady();
    await second;
    expect(plain(output)).toBe(
      [
        'This cell ran before the type checker was ready:',
        "cell-1.ts:1:7 TS2322 Type 'number' is not assignable to type 'string'.",
        '> 1 | const s: string = 1; s',
        '    |       ^',
        '',
      ].join('\n'),
    );
  });

  it('is told while it still runs, when it is known by then', async () => {
    const cell = run(
      'const late: string = 1; await new Promise((done) => { (globalThis as any).endCell = done })',
    );
    await isWaiting(cell);
    await getReady();
    await expect.poll(() => output).toContain('TS2322');
    (globalThis as unknown as { endCell(): void }).endCell();
    await cell;
  });

  it.each(['// @ts-nocheck', '%typecheck off', '%%typecheck off'])('is nothing under %s', async (line) => {
    await run(`${line}\nconst s: string = 1`);
    await getReady();
    expect(await run('2')).toBe(2);
    expect(output).toBe('');
  });

  it('comes first where the cell asks for it', async () => {
    const asked = failure('%typecheck error\nconst s: string = 1');
    expect(await isWaiting(asked)).toBe(true);
    await getReady();
    expect(await asked).toContain('TypeScriptError');
  });

  it('comes first in a notebook that runs by itself', async () => {
    const checked = failure('const s: string = 1', false);
    expect(await isWaiting(checked)).toBe(true);
    await getReady();
    expect(await checked).toContain('TypeScriptError');
    expect(output).toBe('');
  });
});

describe('a first cell that fails', () => {
  it('has not run with a syntax error, and leaves being first to the next', async () => {
    expect(await failure('console.log("ran"); const = 1')).toContain('SyntaxError');
    expect(await failure('const twice = 1; const twice = 2')).toContain('TypeScriptError');
    expect(output).toBe('');
    expect(await run('3')).toBe(3);
  });

  it('keeps what it had declared', async () => {
    expect(await failure('const kept = 1; throw new Error("stop"); const never = 2')).toBe('Error: stop');
    await getReady();
    expect(await run('kept')).toBe(1);
    expect(await failure('never1 + kept')).toContain('never1');
  });

  it('is left when it is interrupted', async () => {
    const controller = new AbortController();
    const cell = evaluator.evaluate('const before = 1; await new Promise(() => {})', {
      executionCount: ++count,
      signal: controller.signal,
      mayRunUnchecked: true,
    });
    expect(await isWaiting(cell)).toBe(true);
    controller.abort();
    await expect(cell).rejects.toThrow(expect.objectContaining({ name: 'InterruptedError' }));
    await getReady();
    expect(await run('before')).toBe(1);
  });

  it('waits for the checker’s words when an import fails', async () => {
    const cell = failure('import { x } from "not-installed"; console.log("ran")');
    expect(await isWaiting(cell)).toBe(true);
    await getReady();
    expect(await cell).toContain('!npm install not-installed');
    expect(output).toBe('');
  });

  it('does not fail by an import of nothing but types', async () => {
    const cell = run('import { Node } from "estree"; const node: Node | number = 4; node');
    await getReady();
    expect(await cell).toBe(4);
    expect(output).toBe('');
  });
});
