import { mkdirSync, mkdtempSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestNotebook } from '../language/notebook.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'require-')));
let notebook: TestNotebook;
function file(name: string, text: string, changed = 1): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  utimesSync(path, changed, changed);
}
beforeAll(() => {
  file(
    'lib/shapes.ts',
    'import { pi } from "./pi";\nexport enum Kind { Big = 3 }\nexport const area = (r: number): number => pi * r * r;',
  );
  file(
    'lib/pi.ts',
    'export const pi: number = 3; export const place = [__filename, require("./data.json").n];',
  );
  file('lib/data.json', '{ "n": 5 }');
  file('throws.ts', 'interface A { a: string }\n\nthrow new Error("at line three");');
  file('old.js', 'module.exports = { kind: require("./kind").kind };');
  file('kind.js', 'exports.kind = "cjs";');
  notebook = new TestNotebook(folder);
});
afterAll(() => notebook.evaluator.close());

it('require takes TypeScript, JSON, CommonJS and packages', async () => {
  expect(
    await notebook.run('const { area, Kind } = require("./lib/shapes.ts"); [area(2), Kind.Big]'),
  ).toEqual([12, 3]);
  expect(
    await notebook.run('[require("./lib/pi").place, require("./old").kind, require("node:path").sep]'),
  ).toEqual([[join(folder, 'lib/pi.ts'), 5], 'cjs', '/']);
  expect(await notebook.run('import shapes = require("./lib/shapes.ts"); shapes.area(1)')).toBe(3);
  expect(
    await notebook.run(
      '[require.resolve("./lib/shapes"), typeof require.cache, typeof require("tsvision/errors").InvalidArgumentError]',
    ),
  ).toEqual([join(folder, 'lib/shapes.ts'), 'object', 'function']);
});

it('an edited file is required anew', async () => {
  file('edited.ts', 'export const answer: number = 1;');
  expect(await notebook.run('require("./edited.ts").answer')).toBe(1);
  file('edited.ts', 'export const answer: number = 2;', 2);
  expect(await notebook.run('require("./edited.ts").answer')).toBe(2);
});

it('a module that throws when it is loaded is told at its line, and can be mended', async () => {
  for (const load of ['require("./throws.ts")', 'await import("./throws.ts")', 'import "./throws.ts"']) {
    const { text } = await notebook.failure(load);
    expect(text).toContain('at line three');
    expect(text, load).toMatch(/throws\.ts:3:7/);
    expect(text).toContain('> 3 | throw new Error("at line three");');
  }
  file('throws.ts', 'export const mended = true;', 3);
  expect(await notebook.run('require("./throws.ts").mended')).toBe(true);
  expect(await notebook.run('import { mended } from "./throws.ts"; mended')).toBe(true);
});

it('import.meta knows where the notebook is', async () => {
  const [url, filename, dir, local, builtin] = (await notebook.run(
    '[import.meta.url, import.meta.filename, import.meta.dirname, import.meta.resolve("./a.ts"), import.meta.resolve("node:fs")]',
  )) as string[];
  expect(filename).toMatch(/cell-\d+\.ts$/);
  expect(dirname(filename as string)).toBe(folder);
  expect(url).toBe(pathToFileURL(filename as string).href);
  expect([dir, local, builtin]).toEqual([folder, pathToFileURL(join(folder, 'a.ts')).href, 'node:fs']);
});
