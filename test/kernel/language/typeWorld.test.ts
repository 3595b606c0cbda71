import { beforeEach, expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/index.js';
import { LanguageChecker } from '../../../src/kernel/language/checker/languageChecker.js';
import { TypeWorld } from '../../../src/kernel/language/world/typeWorld.js';
import type { ts } from '../../../src/kernel/patches/typescript.js';

const options = { cwd: process.cwd(), packageRoot: packageRoot() };
let world: TypeWorld;
let scope: Map<string, ts.Symbol>;

/** A cell that has run. */
function run(name: string, text: string): void {
  const cell = world.add(name, text, scope);
  const { file, own } = cell;
  expect(world.check(file)).toEqual([]);
  for (const [each, symbol] of own) {
    const before = scope.get(each);
    scope.set(each, symbol);
    if (before) world.retire(before, (used, of) => scope.get(of) === used);
  }
  world.settle(cell);
}

const isKept = (name: string): boolean => world.program.getSourceFile(name) !== undefined;

beforeEach(() => {
  world = new TypeWorld(options);
  scope = new Map();
});

it('leaves a cell that has run the names that it says, for types that are asked for later', () => {
  run('/a.ts', 'const size = 224, __odd = 1, other = "x";');
  const cell = world.add('/b.ts', 'const both = () => ({ size, __odd });', scope);
  world.settle(cell);
  expect([...(cell.file.locals as Map<string, unknown>).keys()].sort()).toEqual(['___odd', 'both', 'size']);
  run('/c.ts', 'const both = () => ({ size, __odd });');
  world.renew();
  run('/d.ts', 'const sum: number = both().size + both().__odd;');
});

it('forgets a cell when all that it declared is declared anew', () => {
  run('/a.ts', 'let one = 1; let two = 2;');
  run('/b.ts', 'export let one = "1";');
  expect(isKept('/a.ts')).toBe(true);
  run('/c.ts', 'let two = one;');
  expect(isKept('/a.ts')).toBe(false);
  expect(isKept('/b.ts')).toBe(true);
  run('/d.ts', 'const text: string = two;');
});

it('keeps what a cell adds to global types', () => {
  const checker = new LanguageChecker(options);
  const cells = [
    'export {}; declare global { interface Array<T> { twice(): T[] } }',
    'import { z } from "zod"; z.string()',
    'let numbers: number[] = [1].twice?.() ?? []',
  ];
  for (const [i, code] of cells.entries()) {
    const compiled = checker.compile({ name: `${i}`, code });
    expect(compiled.kind === 'errors' ? compiled.diagnostics : []).toEqual([]);
    checker.settle(`${i}`, 'all');
  }
});
