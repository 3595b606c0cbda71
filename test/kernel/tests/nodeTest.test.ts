import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  type DisplayMessage,
  type NotebookPorts,
  registerNotebookPorts,
} from '../../../src/notebook/index.js';
import { TestNotebook } from '../language/notebook.js';

let notebook: TestNotebook;
let stop = new AbortController();
let shown: DisplayMessage[] = [];
let busy: Promise<unknown>[] = [];
let cells = 0;

beforeAll(() => {
  notebook = new TestNotebook();
  registerNotebookPorts({
    kind: 'kernel',
    publish: (message: DisplayMessage) => void shown.push(message),
    keepBusy: (promise: Promise<unknown>) => void busy.push(promise),
    parentMessageId: () => String(cells),
    interruptSignal: () => stop.signal,
    hold: () => {},
  } as unknown as NotebookPorts);
});
afterAll(async () => {
  registerNotebookPorts(undefined);
  await notebook.evaluator.close();
});

/** The last table of a cell's tests: name, result and what is said of each; then the whole text. */
async function tests(code: string): Promise<{ rows: string[][]; text: string; html: string }> {
  cells += 1;
  shown = [];
  busy = [];
  stop = new AbortController();
  await notebook.run(code);
  await Promise.all(busy);
  const { data } = shown.at(-1) as DisplayMessage;
  const [text, html] = [String(data['text/plain']), String(data['text/html'])];
  const lines = (text.split('\n\n')[0] as string).split('\n').slice(2);
  const rows = lines.map((line) => line.split(/ {2,}/).filter((part) => !/^\s*[\d.]*$/.test(part)));
  return { rows, text, html };
}

it('tests of a cell make one table, with the user’s own line', async () => {
  const { rows, text, html } = await tests(
    'import test, { describe, it as also, mock } from "node:test";\nimport assert from "node:assert/strict";\n' +
      'await test("adds", () => { assert.equal(1 + 1, 2) });\nawait test("fails", async () => {\n  await null;\n  assert.equal(1, 2);\n});\n' +
      'describe("suite", () => { also("inner", () => {}); also.skip("left out", () => { throw new Error("never") }); also.todo("later") });',
  );
  expect(rows).toEqual([
    ['adds', '✓ ok'],
    ['fails', '✗ failed', expect.stringMatching(/^AssertionError: .*1 !== 2 \(at cell-1\.ts:6:10\)$/)],
    ['suite', '✓ ok'],
    ['\u2003inner', '✓ ok'],
    ['\u2003left out', '– skipped'],
    ['\u2003later', '– to do'],
  ]);
  expect(text).toContain('5 tests: 2 ok, 1 failed, 1 skipped, 1 to do');
  expect(text).toMatch(/✗ fails\n.*[\s\S]*at .*cell-1\.ts:6:\d+/);
  expect(html).toContain('<table><caption>5 tests');
  expect(new Set(shown.map(({ displayId }) => displayId)).size).toBe(1);
  expect(await notebook.run('require("node:test") === test')).toBe(true);
});

it('hooks, subtests, plans, mocks, time limits and callbacks', async () => {
  const { rows } = await tests(
    'const order: string[] = [];\n' +
      'describe("hooks", () => {\n' +
      '  beforeEach(() => { order.push("each") }); before(() => { order.push("before") }); after(() => { order.push("after") });\n' +
      '  also("a", () => { order.push("a") }); also("b", (t) => { order.push(t.fullName) });\n});\n' +
      'import { before, beforeEach, after, type TestContext } from "node:test";\n' +
      'test("parent", async (t) => { await t.test("child", () => { throw new Error("no") }); });\n' +
      'test("plan", (t: TestContext) => { t.plan(2); t.assert.ok(true); });\n' +
      'test("mock", (t) => { const f = t.mock.fn(() => 1); f(); assert.equal(f.mock.callCount(), 1); t.diagnostic("said") });\n' +
      'test("slow", { timeout: 5 }, () => new Promise(() => {}));\n' +
      'test("callback", (t, done) => { setTimeout(done, 1) });\n' +
      'test("skips itself", (t) => { t.skip("not here") });',
  );
  expect(rows.map(([name, result, ...rest]) => [name?.trim(), result, rest.join(' ').split(':')[0]])).toEqual(
    [
      ['hooks', '✓ ok', ''],
      ['a', '✓ ok', ''],
      ['b', '✓ ok', ''],
      ['parent', '✗ failed', ''],
      ['child', '✗ failed', 'Error'],
      ['plan', '✗ failed', 'TestPlanError'],
      ['mock', '✓ ok', 'said'],
      ['slow', '✗ failed', 'TestTimeoutError'],
      ['callback', '✓ ok', ''],
      ['skips itself', '– skipped', 'not here'],
    ],
  );
  expect(await notebook.run('order')).toEqual(['before', 'each', 'a', 'each', 'hooks > b', 'after']);
});

it('Stop fails what still runs, and tests run again in the next cell', async () => {
  void tests(
    'test("hangs", async () => { (globalThis as any).hangs(); await new Promise(() => {}) }); test("after it", () => {});',
  );
  await new Promise<void>((reached) => Object.assign(globalThis, { hangs: reached }));
  stop.abort(new Error('interrupted'));
  const text = (): string => String(shown.at(-1)?.data['text/plain']);
  await expect.poll(text).toMatch(/^hangs +✗ failed.*interrupted[\s\S]*\nafter it +✗ failed/m);
  Reflect.deleteProperty(globalThis, 'hangs');
  expect((await tests('test("again", () => {})')).rows).toEqual([['again', '✓ ok']]);
});
