import { expect, it } from 'vitest';
import { packageRoot } from '../../../src/core/index.js';
import { TypeWorld } from '../../../src/kernel/language/world/typeWorld.js';
import type { BoundSourceFile } from '../../../src/kernel/patches/typescript.js';

const newWorld = (): TypeWorld => new TypeWorld({ cwd: process.cwd(), packageRoot: packageRoot() });

/** Each file of a world, with what decides how it is understood. */
function filesOf(world: TypeWorld): unknown[] {
  return (world.program.getSourceFiles() as BoundSourceFile[]).map((file) => ({
    name: file.fileName,
    format: file.impliedNodeFormat,
    isModule: file.externalModuleIndicator !== undefined,
    names: [...(file.locals?.keys() ?? [])],
  }));
}

it('reads in steps of one file what is otherwise read at once', () => {
  const [steps, atOnce] = [newWorld(), newWorld()];
  const taken = [...steps.read()].length;
  void atOnce.checker;
  expect(filesOf(steps)).toEqual(filesOf(atOnce));
  // None of them was left to the program.
  expect(taken).toBeGreaterThanOrEqual(steps.program.getSourceFiles().length);
});

it('adds packages in steps, to which a cell may come between', () => {
  const [steps, atOnce] = [newWorld(), newWorld()];
  const before = steps.program.getSourceFiles().length;
  const cell = 'import { z } from "zod"; const n: number = z.string().parse("a")';
  let taken = 0;
  for (const _ of steps.preload(['zod', 'lodash'])) {
    taken += 1;
    if (taken === 3) expect(steps.check(steps.add('/cells/a.ts', cell, new Map()).file)).toHaveLength(1);
  }
  [...atOnce.preload(['lodash'])];
  expect(atOnce.check(atOnce.add('/cells/a.ts', cell, new Map()).file)).toHaveLength(1);
  const names = (world: TypeWorld): string[] =>
    world.program
      .getSourceFiles()
      .map((file) => file.fileName)
      .sort();
  expect(names(steps)).toEqual(names(atOnce));
  expect(taken).toBeGreaterThanOrEqual(steps.program.getSourceFiles().length - before);
});
