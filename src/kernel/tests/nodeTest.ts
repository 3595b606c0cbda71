import { notebookPorts } from '../../notebook/index.js';
import { CellTests } from './cellTests.js';
import { testArguments } from './testArguments.js';
import { running, type TestBody, TestCase } from './testCase.js';

type Declare = (...given: unknown[]) => Promise<void>;

/** The tests of the newest cell that has any. */
let newest: { readonly cell: string | undefined; readonly tests: CellTests } | undefined;

/**
 * What a cell gets that imports `node:test`: the same names, run by the cell's own message. Node's own runner waits for
 * the end of the process to tell, prints TAP, and never starts again after a test that was stopped.
 */
export function nodeTest(): Readonly<Record<string, unknown>> {
  const [test, suite] = [declares('test'), declares('suite')];
  const hooks = ['before', 'after', 'beforeEach', 'afterEach'] as const;
  const named = Object.fromEntries(hooks.map((kind) => [kind, (work: () => unknown) => hook(kind, work)]));
  const own = { test, it: test, suite, describe: suite, skip: test.skip, todo: test.todo, only: test.only };
  const all = { ...process.getBuiltinModule('node:test'), ...own, ...named };
  // `import test from 'node:test'` has all the rest as its fields.
  Object.assign(test, all);
  return { ...all, default: test };
}

function declares(kind: 'test' | 'suite'): Declare & Record<'skip' | 'todo' | 'only', Declare> {
  const declare =
    (extra: object): Declare =>
    (...given) => {
      const { name, options, body } = testArguments(given);
      const parent = running.getStore();
      const run = parent?.run ?? testsOfCell();
      const test = new TestCase(
        run,
        name,
        kind,
        { ...options, ...extra },
        body as TestBody | undefined,
        parent,
      );
      if (run instanceof CellTests && !parent) return run.add(test);
      // A suite runs its tests when it knows them all.
      return parent?.kind === 'test' ? test.start() : Promise.resolve();
    };
  return Object.assign(declare({}), {
    skip: declare({ skip: true }),
    todo: declare({ todo: true }),
    only: declare({}),
  });
}

function hook(kind: 'before' | 'after' | 'beforeEach' | 'afterEach', work: () => unknown): unknown {
  const parent = running.getStore();
  if (!parent) return kind === 'before' ? work() : undefined;
  parent.hook(kind, work);
  return undefined;
}

function testsOfCell(): CellTests {
  const cell = notebookPorts().parentMessageId();
  if (newest?.cell !== cell || newest === undefined) newest = { cell, tests: new CellTests() };
  return newest.tests;
}
