import { mkdirSync, mkdtempSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestNotebook } from '../language/notebook.js';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'modules-')));
let edits = 0;

/** Writes a file of the notebook's folder; an edit is always newer than what was there. */
function file(name: string, text: string | Uint8Array): void {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  const time = Date.now() / 1000 + ++edits;
  utimesSync(path, time, time);
}

function makePackage(name: string, manifest: object, files: Record<string, string>): void {
  file(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', ...manifest }));
  for (const [path, text] of Object.entries(files)) file(`node_modules/${name}/${path}`, text);
}

makePackage(
  'esm-only',
  { type: 'module', main: 'main.js', types: 'main.d.ts' },
  {
    'main.js':
      'export default function hello() { return "hello" }\nexport let counter = 1;\nexport const up = () => ++counter;',
    'main.d.ts':
      'export default function hello(): string;\nexport let counter: number;\nexport const up: () => number;',
  },
);
makePackage(
  'awaits',
  { type: 'module', exports: './main.js' },
  { 'main.js': 'export const value = await Promise.resolve(5);' },
);
makePackage(
  'exports-only',
  {
    type: 'module',
    exports: { '.': { import: { types: './t.d.ts', default: './m.js' } }, './sub': './s.js' },
  },
  {
    'm.js': 'export const only = "import condition";',
    't.d.ts': 'export const only: string;',
    's.js': 'export default "sub";',
  },
);
makePackage(
  'plain-cjs',
  { main: 'index.js' },
  {
    'index.js':
      'const all = { first: 1 }; for (const n of ["second"]) all[n] = 2; module.exports = all; module.exports.self = () => module.exports;',
  },
);
makePackage(
  'function-cjs',
  { main: 'index.js' },
  { 'index.js': 'module.exports = function area(n) { return n * n }; module.exports.unit = "m";' },
);
makePackage(
  'transpiled-cjs',
  { main: 'index.js' },
  {
    'index.js':
      'Object.defineProperty(exports, "__esModule", { value: true }); exports.default = class Widget {}; exports.named = 3;',
  },
);
makePackage(
  'dual',
  { exports: { import: './m.mjs', require: './c.cjs' } },
  { 'm.mjs': 'export const kind = "esm";', 'c.cjs': 'exports.kind = "cjs";' },
);
makePackage(
  'typed-function',
  { main: 'index.js', types: 'index.d.ts' },
  {
    'index.js': 'module.exports = (n) => n * n;',
    'index.d.ts': 'declare function area(n: number): number; declare namespace area {} export = area;',
  },
);
makePackage(
  'maps',
  { exports: { './*.json': './*.json', './*.wasm': './*.wasm' }, type: 'module' },
  { 'world.json': '{ "lands": ["a", "b"], "scale": 7 }' },
);

let notebook: TestNotebook;
beforeAll(() => {
  notebook = new TestNotebook(folder);
});
afterAll(() => notebook.evaluator.close());
beforeEach(() => {
  notebook.output = '';
});
const run = (code: string): Promise<unknown> => notebook.run(code);

describe('packages', () => {
  it('that are ES modules, with types', async () => {
    expect(await run('import hello, { up, counter } from "esm-only"; [hello(), up(), counter]')).toEqual([
      'hello',
      2,
      1,
    ]);
    expect(await notebook.typeError('hello().nope')).toContain("'nope' does not exist");
  });

  it('that await at their top', async () => {
    expect(await run('import { value } from "awaits"; value')).toBe(5);
  });

  it('that have `exports` only, with the import condition and subpaths', async () => {
    expect(
      await run(
        'import { only } from "exports-only"; import sub from "exports-only/sub"; [only.length, sub]',
      ),
    ).toEqual([16, 'sub']);
  });

  it('that are CommonJS: named, default and namespace imports', async () => {
    expect(
      await run(
        'import all, { first, second } from "plain-cjs"; import * as ns from "plain-cjs"; [all.first, first, second, ns.second, all === all.self()]',
      ),
    ).toEqual([1, 1, 2, 2, true]);
    expect(await run('import area, { unit } from "function-cjs"; [area(3), unit]')).toEqual([9, 'm']);
    expect(await run('import Widget, { named } from "transpiled-cjs"; [Widget.name, named]')).toEqual([
      'Widget',
      3,
    ]);
  });

  it('that differ for import and require', async () => {
    expect(
      await run('import { kind } from "dual"; [kind, require("dual").kind, (await import("dual")).kind]'),
    ).toEqual(['esm', 'cjs', 'esm']);
  });

  it('that hold JSON, with the attribute that Node wants and without it', async () => {
    expect(
      await run(
        'import map from "maps/world.json" with { type: "json" }; import { scale } from "maps/world.json"; [map.lands.length, scale]',
      ),
    ).toEqual([2, 7]);
    expect(
      await run(
        'import * as maps from "maps/world.json"; [maps.scale, (await import("maps/world.json")).default.scale]',
      ),
    ).toEqual([7, 7]);
    expect(await notebook.typeError('map.nowhere')).toContain("'nowhere' does not exist");
  });

  it('that hold WebAssembly, which may import code beside it', async () => {
    // (module (import "./host.mjs" "three" (func (result i32))) (global (export "g") i32 (i32.const 7))
    //   (func (export "add") (param i32) (result i32) local.get 0 call 0 i32.add))
    const bytes =
      '0061736d01000000010a0260' +
      '00017f60017f017f' +
      '021401' +
      '0a2e2f686f73742e6d6a73' +
      '0574687265650000' +
      '03020101' +
      '0606017f0041070b' +
      '070b0203616464000101670300' +
      '0a09010700200010006a0b';
    file('node_modules/maps/add.wasm', Buffer.from(bytes, 'hex'));
    file('node_modules/maps/host.mjs', 'export const three = () => 3;');
    expect(await run('import { add, g } from "maps/add.wasm"; [add(4), g]')).toEqual([7, 7]);
    expect(
      await run(
        'import * as local from "./node_modules/maps/add.wasm"; [local.add === add, (await import("maps/add.wasm")).g]',
      ),
    ).toEqual([true, 7]);
  });

  it('that are functions say what to do where the namespace is called', async () => {
    const called = 'import * as squared from "typed-function"; squared(2)';
    expect(await notebook.typeError(called)).toContain('Consider using a default import');
  });

  it('of Node, and built in', async () => {
    expect(
      await run(
        'import fs, { existsSync } from "node:fs"; import * as path from "path"; [fs.existsSync === existsSync, path.join("a", "b")]',
      ),
    ).toEqual([true, 'a/b']);
  });

  it('that are missing are named', async () => {
    expect((await notebook.failure('import x from "not-installed"')).evalue).toContain(
      '!npm install not-installed',
    );
    expect((await notebook.failure('// @ts-nocheck\nimport x from "not-installed"')).evalue).toContain(
      'not-installed',
    );
  });

  it('that are there without the part that is wanted are not to be installed again', async () => {
    const { evalue } = await notebook.failure('import x from "exports-only/nowhere"');
    expect(evalue).toContain('The package is installed, and has no such part.');
    expect(evalue).not.toContain('npm install');
  });

  it.each(['jsr:@std/fmt', 'https://example.com/x.js'])('of %s are no modules here', async (name) => {
    const { evalue } = await notebook.failure(`import x from "${name}"`);
    expect(evalue).toContain('`npm:NAME` installs one');
  });

  it('that were installed after a failed import are found', async () => {
    await notebook.failure('import { late } from "late"');
    makePackage('late', { type: 'module', exports: './m.js' }, { 'm.js': 'export const late = "here";' });
    expect(await run('import { late } from "late"; late')).toBe('here');
  });

  it('of ours: this package by its name, and one TensorFlow for all', async () => {
    expect(await run('import { display, Random } from "tsvision"; [typeof display, Random.name]')).toEqual([
      'function',
      'Random',
    ]);
    const same = await run(
      'import * as tf from "@tensorflow/tfjs"; import { tf as ours } from "tsvision"; [tf.tensor === (ours as any).tensor, tf.scalar(2).add(1).arraySync()]',
    );
    expect(same).toEqual([true, 3]);
    expect(await notebook.typeError('tf.tensor("a", "b", "c", "d")')).toContain('TS2554');
  });

  it('name what an import does not find', async () => {
    const { evalue } = await notebook.failure('// @ts-nocheck\nimport { missing } from "esm-only"; missing');
    expect(evalue).toBe("The module 'esm-only' has no export named 'missing'.");
  });
});

describe('local modules', () => {
  it('are TypeScript or JavaScript, found with or without extension, relative to the notebook', async () => {
    file(
      'lib/shapes.ts',
      'import { pi } from "./constants.js";\nexport interface Round { r: number }\nexport enum Kind { Big = 3 }\nexport const area = ({ r }: Round): number => pi * r * r;\nexport default class Shape { constructor(readonly sides = Kind.Big) {} }',
    );
    file('lib/constants.ts', 'export const pi = 3;');
    file('plain.js', 'export const js = (x) => x + 1;');
    file('old.cjs', 'exports.old = 1;');
    expect(
      await run(
        'import Shape, { area, type Round } from "./lib/shapes.ts"; const c: Round = { r: 2 }; [area(c), new Shape().sides]',
      ),
    ).toEqual([12, 3]);
    expect(
      await run(
        'import { js } from "./plain.js"; import * as again from "./lib/shapes"; import { old } from "./old.cjs"; [js(1), again.area({ r: 1 }), old]',
      ),
    ).toEqual([2, 3, 1]);
    expect(await notebook.typeError('area("x")')).toContain("type 'Round'");
  });

  it('export by default what has no name', async () => {
    file('unnamedClass.ts', 'export default class { readonly sides = 4; }');
    file('unnamedFunction.ts', 'export default function () { return 5; }');
    expect(
      await run(
        'import Unnamed from "./unnamedClass.ts"; import five from "./unnamedFunction.ts"; [new Unnamed().sides, five()]',
      ),
    ).toEqual([4, 5]);
  });

  it('are run again after an edit; names that were imported follow, types too', async () => {
    file('edited.ts', 'export const answer = 1; export function ask() { return "old" }');
    await run(
      'import { answer, ask } from "./edited.ts"; import * as edited from "./edited.ts"; const viaClosure = () => ask()',
    );
    file(
      'edited.ts',
      'export const answer = "two"; export function ask() { return "new" } export const extra = true;',
    );
    expect(await run('[answer.toUpperCase(), ask(), viaClosure(), edited.answer]')).toEqual([
      'TWO',
      'new',
      'new',
      'two',
    ]);
    expect(await run('import { extra } from "./edited.ts"; extra')).toBe(true);
  });

  it('keep their old version when the edit does not run', async () => {
    file('broken.ts', 'export const value = () => 1;');
    await run('import { value as fromBroken } from "./broken.ts"');
    file('broken.ts', 'throw new Error("bad edit"); export const value = () => 2;');
    expect(await run('fromBroken()')).toBe(1);
    expect(notebook.output).toContain('bad edit');
  });

  it('are not run again with %autoreload off', async () => {
    file('still.ts', 'export const v = 1;');
    await run('import { v as still } from "./still.ts"; %autoreload off'.replace('; %', '\n%'));
    file('still.ts', 'export const v = 2;');
    expect(await run('still')).toBe(1);
    await run('%autoreload on');
    expect(await run('still')).toBe(2);
  });

  it('may import each other in a circle, re-export and have live bindings', async () => {
    file(
      'circle/a.ts',
      'import { b } from "./b.ts"; export const a = () => "a" + b(); export let count = 0; export const inc = () => { count++ };',
    );
    file('circle/b.ts', 'import { a } from "./a.ts"; export const b = () => typeof a;');
    file(
      'circle/index.ts',
      'export * from "./a.ts"; export { b as renamed } from "./b.ts"; export * as all from "./b.ts"; const local = 9; export { local as default };',
    );
    expect(
      await run(
        'import nine, { a, inc, count, renamed, all } from "./circle"; inc(); inc(); [nine, a(), count, renamed(), all.b()]',
      ),
    ).toEqual([9, 'afunction', 2, 'function', 'function']);
  });

  it('may be imported dynamically, await at their top and know where they are', async () => {
    file(
      'where.ts',
      'export const here = await Promise.resolve(import.meta.filename); export const folder = __dirname;',
    );
    expect(await run('const m = await import("./where.ts"); [m.here, m.folder]')).toEqual([
      join(folder, 'where.ts'),
      folder,
    ]);
  });

  it('may be JSON', async () => {
    file('data.json', '{ "classes": ["black", "teddy"] }');
    expect(
      await run('import data, { classes } from "./data.json"; [data.classes.length, classes[0]]'),
    ).toEqual([2, 'black']);
  });

  it('may begin with a byte-order mark (reports: byte-order mark)', async () => {
    file('marked.json', '\uFEFF{ "classes": ["black"] }');
    file('marked.ts', '\uFEFFexport const three: number = 3;');
    const code =
      'import { classes } from "./marked.json"; import { three } from "./marked"; [classes[0], three]';
    expect(await run(code)).toEqual(['black', 3]);
  });

  it('with a syntax error name file and line', async () => {
    file('wrong.ts', 'export const ok = 1;\nconst = 2;');
    const { text } = await notebook.failure('// @ts-nocheck\nimport { ok } from "./wrong.ts"');
    expect(text).toContain('wrong.ts:2:7');
  });

  it('that are missing say where they were looked for', async () => {
    expect((await notebook.failure('import x from "./nowhere.ts"')).evalue).toContain('Check the path');
    expect((await notebook.failure('await import("./nowhere" + ".ts")')).evalue).toContain(
      join(folder, 'nowhere.ts'),
    );
  });
});
