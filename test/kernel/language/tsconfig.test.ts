import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plain, TestNotebook } from './notebook.js';

let folder: string;
let notebook: TestNotebook | undefined;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'tsconfig-')));
});
afterEach(async () => {
  await notebook?.evaluator.close();
  notebook = undefined;
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  }
}

function options(compilerOptions: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { 'tsconfig.json': { compilerOptions } };
}

/** What a folder holds, the cells that are run in it in turn, and what comes of the last. */
interface Situation {
  readonly files: Readonly<Record<string, unknown>>;
  /** Folder of the notebook. @default the folder itself */
  readonly at?: string;
  readonly cells: readonly string[];
  /** The value of the last cell. */
  readonly gives?: unknown;
  /** What the last cell is refused with. */
  readonly refused?: string;
}

const model = { 'src/model.ts': 'export const layers: number = 34; export type Size = 18 | 34;' };
const importModel = "import { layers, type Size } from '@/model'; const size: Size = 34; layers + size";
const paths = { '@/*': ['./src/*'] };

const situations: Readonly<Record<string, Situation>> = {
  'without a tsconfig.json nobody has to annotate anything': {
    files: {},
    cells: ['const f = (x) => x; const g = [{ v: 1 }].find((each) => each.v === 1); f(g.v)'],
    gives: 1,
  },
  '`paths`, checked and run': { files: { ...model, ...options({ paths }) }, cells: [importModel], gives: 68 },
  '`paths` keep their types': {
    files: { ...model, ...options({ paths }) },
    cells: ["import { layers } from '@/model'; const text: string = layers;"],
    refused: "Type 'number' is not assignable to type 'string'",
  },
  'a name under `paths` that is not there': {
    files: options({ paths }),
    cells: ["import { nothing } from '@/nowhere'"],
    refused: '`paths` in tsconfig.json',
  },
  '`paths` in `import()` and in a local file': {
    files: {
      ...model,
      ...options({ paths }),
      'src/double.ts': "import { layers } from '@/model'; export const double = layers * 2;",
    },
    cells: ["const name = '@/double'; (await import(name)).double + (await import('@/model')).layers"],
    gives: 102,
  },
  '`baseUrl` alone': {
    files: { ...model, ...options({ baseUrl: './src' }) },
    cells: ["import { layers } from 'model'; layers"],
    gives: 34,
  },
  'the nearest one, from a folder above, by way of `extends`': {
    files: {
      ...model,
      'base/tsconfig.base.json': { compilerOptions: { baseUrl: '..', paths: { '@/*': ['src/*'] } } },
      'tsconfig.json': { extends: './base/tsconfig.base.json' },
    },
    at: 'notebooks/deep',
    cells: [importModel],
    gives: 68,
  },
  '`extends` of a package': {
    files: {
      'node_modules/@base/strict/tsconfig.json': { compilerOptions: { strict: true } },
      'tsconfig.json': { extends: '@base/strict/tsconfig.json' },
    },
    cells: ['const f = (x) => x'],
    refused: "Parameter 'x' implicitly has an 'any' type",
  },
  'a project in parts, as Vite writes it: the part that takes the notebook in': {
    files: {
      ...model,
      'tsconfig.json': {
        files: [],
        references: [{ path: './tsconfig.node.json' }, { path: './tsconfig.app.json' }],
      },
      'tsconfig.node.json': { compilerOptions: { lib: ['ES5'], strict: true }, include: ['vite.config.ts'] },
      'tsconfig.app.json': { compilerOptions: { paths, strict: false }, include: ['src', 'notebooks'] },
    },
    at: 'notebooks',
    cells: [importModel],
    gives: 68,
  },
  'comments and commas at the end': {
    files: {
      ...model,
      'tsconfig.json': `{ // a word\n "compilerOptions": { "paths": { "@/*": ["./src/*"], }, }, }`,
    },
    cells: [importModel],
    gives: 68,
  },
  '`strict` is strict': {
    files: options({ strict: true }),
    cells: ['const found = [{ v: 1 }].find((each) => each.v === 1);', 'found.v'],
    refused: "'found' is possibly 'undefined'",
  },
  '`strict` without one of its parts': {
    files: options({ strict: true, noImplicitAny: false }),
    cells: ['const f = (x) => x.y; f({ y: 2 })'],
    gives: 2,
  },
  'one part of `strict` alone': {
    files: options({ noImplicitThis: true }),
    cells: ['const f = (x) => x; function Old() { this.x = 1 }'],
    refused: "'this' implicitly has type 'any'",
  },
  '`strict` of a project that leaves the notebook out': {
    files: { ...model, 'tsconfig.json': { compilerOptions: { strict: true, paths }, include: ['src'] } },
    cells: ["import { layers } from '@/model'; const f = (x) => x + layers; f(1)"],
    gives: 35,
  },
  '`noUncheckedIndexedAccess`': {
    files: options({ strict: true, noUncheckedIndexedAccess: true }),
    cells: ['const first: number = [1, 2][0]'],
    refused: "'number | undefined' is not assignable",
  },
  'an older `lib`': {
    files: options({ lib: ['ES2020'] }),
    cells: ['[1, 2].toSorted()'],
    refused: "Property 'toSorted' does not exist",
  },
  '`lib` with the DOM': {
    files: options({ lib: ['ESNext', 'DOM'] }),
    cells: ['const title = (page: Document) => page.title; title.length'],
    gives: 1,
  },
  '`types` that declare globals': {
    files: {
      ...options({ types: ['epochs'] }),
      'node_modules/@types/epochs/index.d.ts': 'declare var epochs: number;',
    },
    cells: ['(globalThis as any).epochs = 4; epochs.toFixed(1)'],
    gives: '4.0',
  },
  '`typeRoots`': {
    files: {
      ...options({ typeRoots: ['./typings'] }),
      'typings/rates/index.d.ts': 'declare var rates: number[];',
    },
    cells: ['const sum = () => rates.lenght'],
    refused: "Did you mean 'length'",
  },
  '`experimentalDecorators`, with the metadata of an earlier cell’s class': {
    files: options({ experimentalDecorators: true, emitDecoratorMetadata: true }),
    cells: [
      'const seen: any[] = []; (Reflect as any).metadata = (key: string, value: any) => () => { seen.push([key, value]) };\nclass Optimizer {}',
      'function logged(target: object, name: string) { seen.push(name) }\nclass Learner { @logged opt: Optimizer = new Optimizer(); @logged rate = 0.1 }',
      '[seen.some(([key, value]) => key === "design:type" && value === Optimizer), seen.includes("rate")]',
    ],
    gives: [true, true],
  },
  'an old `target`: class fields as it has them, everything else as it runs': {
    files: options({ target: 'ES5' }),
    cells: [
      'class Base { constructor() { this.set() } set() {} }\nclass Derived extends Base { value?: number; set() { this.value = 3 } }',
      '[...new Set([await Promise.resolve(new Derived().value), 10n])]',
    ],
    gives: [3, 10n],
  },
  'what is about building is passed over': {
    files: options({
      module: 'CommonJS',
      moduleResolution: 'node10',
      outDir: 'out',
      rootDir: 'src',
      noEmit: true,
      composite: true,
      isolatedDeclarations: true,
      verbatimModuleSyntax: true,
      noUnusedLocals: true,
      noUnusedParameters: true,
      importHelpers: true,
      someday: 1,
    }),
    cells: [
      "import { join } from 'node:path'; const unused = (a: number, b: number) => ({ a }); join('a', 'b')",
    ],
    gives: 'a/b',
  },
};

it('there are twenty situations and more', () => {
  expect(Object.keys(situations).length).toBeGreaterThanOrEqual(20);
});

it.each(Object.entries(situations))('%s', async (_what, { files, at = '.', cells, gives, refused }) => {
  write(files);
  mkdirSync(join(folder, at), { recursive: true });
  notebook = new TestNotebook(join(folder, at));
  for (const cell of cells.slice(0, -1)) await notebook.run(cell);
  const last = cells.at(-1) as string;
  if (refused === undefined) expect(await notebook.run(last)).toEqual(gives);
  else expect(await notebook.typeError(last)).toContain(refused);
  expect(notebook.output).toBe('');
});

describe('a tsconfig.json that is wrong', () => {
  it('is told once, with its place and what to do, and the defaults hold', async () => {
    write({ 'tsconfig.json': '{\n  "compilerOptions": {\n    "strict": tru\n  }\n}' });
    notebook = new TestNotebook(folder);
    const said = plain(await notebook.written('const f = (x) => x; f(1)'));
    expect(said).toContain(`${join(folder, 'tsconfig.json')}:3:15 `);
    expect(said).toContain('→ Mend it there');
    expect(await notebook.written('f(2)')).toBe('');
  });

  it('counts as far as it is right', async () => {
    write({
      ...model,
      'tsconfig.json': {
        extends: './gone.json',
        compilerOptions: { paths, lib: ['ES1066'], module: 'nonsense' },
      },
    });
    notebook = new TestNotebook(folder);
    const said = plain(await notebook.written(importModel));
    expect(said).toContain('gone.json');
    expect(said).toContain('--lib');
    expect(said).not.toContain('--module');
    expect(await notebook.run('layers')).toBe(34);
  });
});

it('a tsconfig.json that comes, changes and goes is noticed by the next cell', async () => {
  notebook = new TestNotebook(folder);
  const untyped = 'const f = (x) => x; f(kept)';
  expect(await notebook.run('const kept = 1; const f = (x) => x; f(kept)')).toBe(1);
  write(options({ strict: true }));
  expect((await notebook.failure(untyped)).text).toContain("'any' type");
  write(options({ strict: false, paths }));
  const later = new Date(Date.now() + 5000);
  utimesSync(join(folder, 'tsconfig.json'), later, later);
  write(model);
  expect(await notebook.run(untyped)).toBe(1);
  expect(await notebook.run(importModel)).toBe(68);
  rmSync(join(folder, 'tsconfig.json'));
  expect((await notebook.failure("import { layers } from '@/model?'")).ename).toBe('TypeScriptError');
  expect(await notebook.run('kept + layers')).toBe(35);
});
