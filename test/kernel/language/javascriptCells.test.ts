import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNotebook } from './notebook.js';

const untyped: readonly (readonly [what: string, code: string, value: unknown])[] = [
  ['parameters', 'function add(a, b) { return a + b }\nadd(1, 2)', 3],
  ['parameters that are left out', 'function first(a, b) { return b === undefined ? a : b }\nfirst(4)', 4],
  ['arguments', 'function count() { return arguments.length }\ncount(1, 2, 3)', 3],
  [
    'a constructor function and its prototype',
    'function Animal(name) { this.name = name }\nAnimal.prototype.speak = function () { return this.name + "!" }\nnew Animal("x").speak()',
    'x!',
  ],
  [
    'fields that a constructor makes',
    'class Point { constructor() { this.x = 1 } get() { return this.x } }\nnew Point().get()',
    1,
  ],
  ['an object that fills', 'const box = {};\nbox.size = 1;\nbox["name"] = "b";\nbox.size + box.name', '1b'],
  ['a property of a function', 'function tally() { return ++tally.calls }\ntally.calls = 0;\ntally()', 1],
  ['a callback', 'const ask = (done) => done(null, 5);\nask((error, data) => data)', 5],
  ['require', 'const { join } = require("path");\njoin("a", "b")', 'a/b'],
  ['arithmetic with dates and digits', 'const start = new Date(0);\n(new Date(5) - start) * "2"', 10],
  ['a promise of nothing', 'await new Promise((resolve) => setTimeout(() => resolve(), 0)).then(() => 6)', 6],
  ['deleting', 'const whole = { a: 1, b: 2 };\ndelete whole.a;\nObject.keys(whole)', ['b']],
];

let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'javascript-')));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a cell of JavaScript', () => {
  let notebook: TestNotebook;
  beforeAll(() => {
    notebook = new TestNotebook(folder);
  });
  afterAll(() => notebook.evaluator.close());

  it.each(untyped)('with %s runs without a word', async (_what, code, value) => {
    notebook.output = '';
    expect(await notebook.run(code)).toEqual(value);
    expect(notebook.output).toBe('');
  });

  it('leaves what it made to later cells', async () => {
    await notebook.run('const made = {};\nmade.level = 1;\nfunction pair(a, b) { return [a, b] }');
    expect(await notebook.run('made.level + pair(1).length')).toBe(3);
    expect(await notebook.run('const level: number = made.level; level')).toBe(1);
  });

  it.each([
    ['a name that nobody declares', 'box.size + nowhere', "Cannot find name 'nowhere'"],
    ['a member that is not there', 'const words = ["a"];\nwords.pusch("b")', "Did you mean 'push'"],
    [
      'a promise that is taken apart',
      'async function load() { return { size: 3 } }\nconst { size } = load()',
      "await'?",
    ],
    ['what a typed function does not take', 'Math.max("a")', "type 'number'"],
  ])('is still told of %s', async (_what, code, message) => {
    expect((await notebook.failure(code)).text).toContain(message);
  });

  it('with a word of TypeScript is TypeScript', async () => {
    const { text } = await notebook.failure('function typed(a: number, b) { return b ?? a }\ntyped(1)');
    expect(text).toContain('Expected 2 arguments');
  });
});

it('a folder that asks for strict checking has it', async () => {
  writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "strict": true } }');
  const notebook = new TestNotebook(folder);
  const refused: readonly (readonly [code: string, message: string])[] = [
    ['function add(a, b) { return a + b }', "'a' implicitly has an 'any' type"],
    ['function Old() { this.x = 1 }', "'this' implicitly has type 'any'"],
    ['const box = {}; box.size = 1', "Property 'size' does not exist"],
    ['try { throw 1 } catch (error) { error.message }', "'error' is of type 'unknown'"],
  ];
  for (const [code, message] of refused) expect((await notebook.failure(code)).text).toContain(message);
  await notebook.evaluator.close();
});
