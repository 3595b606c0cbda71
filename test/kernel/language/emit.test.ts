import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/index.js';
import { CodeEmitter, type EmittedCode } from '../../../src/kernel/language/emit/codeEmitter.js';
import { type EmitFacts, scopeTransformer } from '../../../src/kernel/language/emit/scopeTransformer.js';
import { emitOptions } from '../../../src/kernel/language/world/compilerOptions.js';
import { ts } from '../../../src/kernel/patches/typescript.js';

// The oracle: the compiler's own `transpileModule`, with a program for each text.

const target = { kind: 'cell', previous: new Set(['a', 'b']), typeOnly: new Set(['T']) } as const;

function transpiled(fileName: string, text: string): EmittedCode {
  const facts: EmitFacts = { declared: [] };
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName,
    compilerOptions: emitOptions,
    transformers: { before: [scopeTransformer(target, facts)] },
  });
  const js = outputText
    .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
    .replace(/(^|\n)export \{\};\s*$/, '$1')
    .replace(/^export \{\};\n/, '');
  return { js, map: sourceMapText ?? '', declared: facts.declared };
}

const statements = [
  'enum A { X, Y = 2 } A.X;',
  'const enum C { P = 1 } C.P;',
  'abstract class B<T> { constructor(private readonly x: T, public y = 1) {} @dec() m() {} accessor z = 1; static {} }',
  'namespace N { export const q = 1; export namespace M { export let w = q; } } export import M2 = N.M;',
  'using f = open(); await using g = open();',
  'import type { T } from "x"; import U, { type V, W } from "y"; import * as Z from "z"; const u: T = W;',
  'import R = require("r"); import AC = N.q;',
  'export default class {}',
  'export { a as c }; export * from "w"; export type { T };',
  'function f(this: Foo, x?: number): asserts x {} f<number>(1)!; (x satisfies Y) as Z;',
  'for (var i = 0, k = a; i < b; i++) { let a = i; label: while (a) break label; }',
  `a ||= b?.[0]?.c ?? \`\${a}\`; ({ a, b: [b = a] = [] } = { a });`,
  'declare const later: string; later.length;',
  '/* only */ // comments',
  'async function* h() { yield* a; for await (const x of b) yield x } [...h()]',
];

const emitter = new CodeEmitter();

it('is the same as a program for each text makes, code, source map and names', () => {
  const text = fc.subarray(statements, { minLength: 0 }).map((chosen) => chosen.join('\n'));
  let texts = 0;
  fc.assert(
    fc.property(text, (code) => {
      const name = `cell-${texts++}.ts`;
      expect(emitter.emit(name, code, target)).toEqual(transpiled(name, code));
    }),
    { numRuns: 150 },
  );
});

it('is the same for every cell of the lessons', () => {
  const folder = join(packageRoot(), 'notebooks');
  const cells = readdirSync(folder)
    .filter((name) => name.endsWith('.ipynb'))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')).cells)
    .filter((cell) => cell.cell_type === 'code')
    .map((cell) => [cell.source].flat().join(''));
  expect(cells.length).toBeGreaterThan(300);
  for (const [index, code] of cells.entries()) {
    const name = `cell-${index}.ts`;
    expect(emitter.emit(name, code, target)).toEqual(transpiled(name, code));
  }
});

it('forgets what it has resolved, and goes on', () => {
  const again = new CodeEmitter();
  for (let i = 0; i < 450; i++)
    expect(again.emit('cell.ts', `const v${i} = ${i}; v${i}`, target).declared).toEqual([`v${i}`]);
});
