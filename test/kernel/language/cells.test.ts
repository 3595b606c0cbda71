// biome-ignore-all lint/suspicious/noTemplateCurlyInString: cells have templates
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNotebook } from './notebook.js';

let notebook: TestNotebook;
beforeAll(() => {
  notebook = new TestNotebook();
});
afterAll(() => notebook.evaluator.close());

const run = (code: string): Promise<unknown> => notebook.run(code);

describe('declarations', () => {
  it('can be declared again in every form, with another type', async () => {
    await run(
      'let a = 1; const b = [1]; function f() { return 1 } class C { x = 1 } enum E { A } type T = number; interface I { x: T }',
    );
    expect(
      await run('const a = "s"; let b = { y: 2 }; const f = (n: number) => n * 2; a.length + b.y + f(3)'),
    ).toBe(9);
    expect(
      await run(
        'class C { y = 5 } enum E { B = 7 } type T = string; interface I { y: T } const i: I = { y: "q" }; [new C().y, E.B, i.y]',
      ),
    ).toEqual([5, 7, 'q']);
    expect(await run('class a { static z = 3 } function C() { return a.z } C()')).toBe(3);
  });

  it('are seen with their latest value by closures of earlier cells', async () => {
    await run('let n = 1; const getN = () => n; function setN(value: number) { n = value }');
    await run('n = 5');
    expect(await run('getN()')).toBe(5);
    await run('setN(8)');
    expect(await run('n')).toBe(8);
    await run('let n = 20');
    expect(await run('getN()')).toBe(20);
  });

  it('let an earlier function call the later version of another', async () => {
    await run('function helper() { return "old" } function usesHelper() { return helper() }');
    await run('function helper() { return "new" }');
    expect(await run('usesHelper()')).toBe('new');
  });

  it('destructure with defaults, rests, renames and nesting', async () => {
    await run(
      'const { p, q: [r, , ...s], t = 4, ...u } = { p: 1, q: [2, 0, 3, 3], v: 5 } as { p: number; q: number[]; t?: number; v: number }',
    );
    expect(await run('[p, r, s, t, u]')).toEqual([1, 2, [3, 3], 4, { v: 5 }]);
    await run('let x1 = 1, x2 = 2; [x1, x2] = [x2, x1]; ({ p: x1 } = { p: 9 })');
    expect(await run('[x1, x2, { x1 }]')).toEqual([9, 1, { x1: 9 }]);
  });

  it('may be shadowed inside functions, blocks, loops, classes and catch', async () => {
    await run('let v = "outer"');
    const inner = `[
      ((v: string) => v)('p'),
      (() => { const v = 'b'; { let v = 'c'; v } return v })(),
      [1].map(function v() { return typeof v })[0],
      (() => { try { throw 'e' } catch (v) { return v } })(),
      (() => { for (const v of ['f']) return v })(),
      new (class v { static s = v.name; m() { return v.s } })().m(),
      { v }.v, v
    ]`;
    expect(await run(inner)).toEqual(['p', 'b', 'function', 'e', 'f', 'v', 'outer', 'outer']);
  });

  it('hoist functions and var out of blocks', async () => {
    expect(await run('const early = later(); function later() { return 3 } early')).toBe(3);
    await run(
      'for (var i = 0; i < 3; i++) { var last = i }\nfor (var [key] of [["k"]]) {}\nif (true) var single = 1',
    );
    expect(await run('[i, last, key, single]')).toEqual([3, 2, 'k', 1]);
  });

  it('give functions and classes the name of their variable', async () => {
    await run(
      'const accuracy = (p: number) => p, Model = class {}, gen = function* () {}; const { d = () => 0 } = {} as { d?: () => number }',
    );
    expect(await run('[accuracy.name, Model.name, gen.name, d.name]')).toEqual([
      'accuracy',
      'Model',
      'gen',
      'd',
    ]);
  });

  it('call shared functions without a this', async () => {
    await run(
      'function self(this: unknown) { return this } const tag = function (this: unknown, s: TemplateStringsArray) { return this }',
    );
    expect(await run('self()')).toBeUndefined();
    expect(await run('tag`x`')).toBeUndefined();
  });

  it('may have any name', async () => {
    await run('const __dunder = 1, _ = 2, $ = 3, ünï = 4, constructor = 5, toString = 6; let __proto = 7');
    expect(
      await run('__proto += __dunder; [_, $, ünï, constructor, toString, __proto, { __proto }]'),
    ).toEqual([2, 3, 4, 5, 6, 8, { __proto: 8 }]);
    expect(await run('const doc = (s: string) => `mine ${s}`; doc("x")')).toBe('mine x');
    await run('const module = 2, exports = 3');
    expect(await run('[module, exports]')).toEqual([2, 3]);
  });

  it('leave a global alone that only a type is called after', async () => {
    await run('interface structuredClone { x: 1 }');
    expect(await run('structuredClone({ a: 1 })')).toEqual({ a: 1 });
  });

  it('may be exported', async () => {
    await run(
      'export const e1 = 1; export function e2() { return 2 } export class E3 {} export default function e4() { return 4 }\nexport { e1 as other }',
    );
    expect(await run('[e1, e2(), typeof E3, e4()]')).toEqual([1, 2, 'function', 4]);
    expect(await run('export default 42')).toBe(42);
  });

  it('work with namespaces, const enums, overloads and declaration merging in a cell', async () => {
    await run(
      'namespace N { export const k = 2; export namespace M { export const z = k + 1 } } const enum K { A = 4, B = K.A * 2 }',
    );
    await run(
      'function over(a: string): string; function over(a: number): number; function over(a: any) { return a } namespace over { export const extra = 6 }',
    );
    expect(await run('[N.k, N.M.z, K.B, over(1), over.extra]')).toEqual([2, 3, 8, 1, 6]);
  });
});

describe('values', () => {
  it('are of the last expression, awaited', async () => {
    expect(await run('Promise.resolve(7)')).toBe(7);
    expect(await run('const w = await Promise.resolve(1); w + 1')).toBe(2);
    expect(await run('const only = 1')).toBeUndefined();
    expect(await run('if (true) { 5 }')).toBeUndefined();
    expect(await run('({ a: 1 }); interface After {}')).toEqual({ a: 1 });
    expect(await run('null')).toBeNull();
    expect(await run('// nothing but a comment')).toBeUndefined();
    expect(await run('/* a */ // b\n')).toBeUndefined();
  });

  it('await in loops and in for await', async () => {
    await run(
      'async function* numbers() { yield 1; yield 2 } let sum = 0; for await (const each of numbers()) sum += each',
    );
    expect(await run('sum')).toBe(3);
  });

  it('dispose of what `using` declares, at the end of block and cell', async () => {
    await run(
      'const log: string[] = []; class R { constructor(readonly n: string) {} [Symbol.dispose]() { log.push(this.n) } }',
    );
    await run('{ using a = new R("a"); log.push("in") } using b = new R("b"); log.push(b.n + "!")');
    expect(await run('log')).toEqual(['in', 'a', 'b!', 'b']);
  });

  it('understand decorators', async () => {
    await run(
      'function twice(f: (this: any, n: number) => number, _: ClassMethodDecoratorContext) { return function (this: any, n: number) { return 2 * f.call(this, n) } }',
    );
    expect(await run('class D { @twice go(n: number) { return n + 1 } }\nnew D().go(2)')).toBe(6);
  });

  it('have import.meta, require and the folder', async () => {
    expect(
      await run(
        '[import.meta.dirname, __dirname, typeof require("node:fs").readFileSync, import.meta.url.startsWith("file:")]',
      ),
    ).toEqual([notebook.cwd, notebook.cwd, 'function', true]);
  });
});

describe('a cell that fails', () => {
  it('keeps what was assigned before, and the old value of what was not', async () => {
    await run('const kept = "old"; const old = "old"');
    await notebook.failure(
      'const fresh = 1; const kept = 2; const old = (() => { throw new Error("x") })(); const never = 3',
    );
    expect(await run('[fresh, kept, old]')).toEqual([1, 2, 'old']);
    expect(await run('old.toUpperCase()')).toBe('OLD');
    expect(await notebook.typeError('never')).toContain('TS2693');
  });

  it('has not run at all when it has a syntax error, or two declarations of one name', async () => {
    await run('let touched = 0');
    await notebook.failure('touched = 1; const = 5');
    await notebook.failure('touched = 2; const twice = 1; const twice = 2');
    expect(await run('touched')).toBe(0);
  });

  it('has not run at all when it has a type error', async ({ skip }) => {
    skip(TestNotebook.runsUnchecked, 'here cells run before their types are known');
    await run('let typed = 0');
    await notebook.failure('typed = 1; const s: string = 5');
    expect(await run('typed')).toBe(0);
  });

  it('does not run when it was interrupted before', async () => {
    await run('let ran = 0');
    expect((await notebook.failure('ran = 1', AbortSignal.abort())).ename).toBe('InterruptedError');
    expect(await run('ran')).toBe(0);
  });

  it('is left at once when it is interrupted, endless await included', async () => {
    const controller = new AbortController();
    const stop = { now: () => setTimeout(() => controller.abort(), 20) };
    Object.assign(globalThis, { stopTheCell: stop.now });
    const failed = notebook.failure(
      'let before = 1; (globalThis as any).stopTheCell(); await new Promise(() => {})',
      controller.signal,
    );
    expect((await failed).ename).toBe('InterruptedError');
    expect(await run('before')).toBe(1);
  });
});
