import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { ownPackages } from '../../../src/kernel/packages/packagePlaces.js';
import { TestNotebook } from '../language/notebook.js';
import { Registry } from './registry.js';

const files = (major: number): Record<string, string> => ({
  'index.js': `export const major = ${major}; export const twice = (n) => 2 * n;`,
  'index.d.ts': `export declare const major: ${major}; export declare function twice(n: number): number;`,
  'part.js': `export default 'part of ${major}';`,
  'part.d.ts': 'declare const part: string; export default part;',
});
const modern = {
  type: 'module',
  exports: { '.': './index.js', './part': './part.js' },
};

let registry: Registry;
let folder: string;
let notebook: TestNotebook;
const newFolder = (): string => realpathSync(mkdtempSync(join(tmpdir(), 'npm-')));

beforeAll(async () => {
  registry = await Registry.start();
  await registry.add('tiny', '1.0.0', files(1), modern);
  await registry.add('tiny', '1.2.0', files(1), modern);
  await registry.add('tiny', '2.0.0', files(2), modern);
  await registry.add('old-style', '1.0.0', { 'index.js': 'exports.kind = "cjs";' });
  await registry.add('slow', '1.0.0', files(1), modern);
  registry.silence('slow');
  vi.stubEnv('npm_config_registry', registry.url);
  vi.stubEnv('npm_config_cache', newFolder());
  folder = newFolder();
  notebook = new TestNotebook(folder);
});
afterAll(async () => {
  await notebook.evaluator.close();
  await registry.close();
});
afterEach(() => {
  registry.requests.length = 0;
  notebook.output = '';
});

it('npm: installs on first use, with types, and says so', async () => {
  expect(await notebook.run('import { major, twice } from "npm:tiny@1"; [major, twice(4)]')).toEqual([1, 8]);
  expect(notebook.output).toContain('Installing tiny@1');
  expect(notebook.output).toMatch(/Installed tiny 1\.2\.0 in [\d.]+ s\.\n$/);
  expect(await notebook.typeError('twice("x")')).toContain("type 'number'");
  expect(existsSync(join(folder, 'node_modules'))).toBe(false);
});

it('what is there is not asked for again: subpaths, other ranges, dynamic imports, bare names', async () => {
  expect(await notebook.run('import part from "npm:tiny@1/part"; part.toUpperCase()')).toBe('PART OF 1');
  const code =
    'const name = "tiny"; [(await import("npm:tiny@^1.1")).major, (await import("npm:" + name)).major]';
  expect(await notebook.run(code)).toEqual([1, 1]);
  expect(await notebook.run('import { major as bare } from "tiny"; bare')).toBe(1);
  expect(await notebook.run('[require("tiny").major, require("npm:tiny@1/part").default]')).toEqual([
    1,
    'part of 1',
  ]);
  expect((await notebook.failure('require("npm:never")')).evalue).toContain("await import('npm:never')");
  expect(registry.requests).toEqual([]);
});

it('another version goes beside the first', async () => {
  expect(await notebook.run('import { major as second } from "npm:tiny@2"; [major, second]')).toEqual([1, 2]);
  expect(await notebook.typeError('const wrong: 1 = second')).toContain("'2' is not assignable");
});

it('a text in a comment or a string installs nothing', async () => {
  await notebook.run('// import x from "npm:never"\nconst note = \'import x from "npm:never"\';');
  expect(registry.requests).toEqual([]);
});

it('what cannot be had is an error with a code and a remedy', async () => {
  const missing = await notebook.failure('import x from "npm:no-such-thing"');
  expect(missing.ename).toBe('PackageInstallError');
  expect(missing.evalue).toMatch(/no-such-thing: the registry has no such package\.\n→ Check the spelling/);
  expect((await notebook.failure('import x from "npm:tiny@9"')).evalue).toContain('there is no such version');
  expect((await notebook.failure('import x from "npm:"')).ename).toBe('InvalidArgumentError');
  vi.stubEnv('npm_config_registry', 'http://127.0.0.1:1/');
  const unreachable = await notebook.run(
    'const failure = await import("npm:" + "far-away").catch((error) => error); [failure.name, failure.code, failure.packages]',
  );
  vi.stubEnv('npm_config_registry', registry.url);
  expect(unreachable).toEqual(['PackageInstallError', 'ECONNREFUSED', 'far-away']);
  expect(await notebook.run('major')).toBe(1);
});

it('Stop ends an installation and leaves what was there', async () => {
  const stop = new AbortController();
  registry.stuck = () => stop.abort();
  expect((await notebook.failure('import { major as slow } from "npm:slow"', stop.signal)).ename).toBe(
    'InterruptedError',
  );
  const above = dirname(ownPackages(folder));
  await expect.poll(() => readdirSync(above).sort()).toEqual(['packages']);
  expect(existsSync(join(above, 'packages/node_modules/slow'))).toBe(false);
  expect(await notebook.run('(await import("npm:tiny@1")).major')).toBe(1);
});

it('%npm install makes a package importable without a restart', async () => {
  await notebook.failure('// @ts-nocheck\nimport { kind } from "old-style"');
  expect(await notebook.written('%npm install old-style')).toContain('Installed old-style for the notebooks');
  expect(await notebook.run('import { kind } from "old-style"; kind')).toBe('cjs');
  const { items } = await notebook.evaluator.complete('import {} from "old-', 20);
  expect(items.map(({ text }) => text)).toContain('old-style');
  expect(await notebook.written('%npm ls')).toContain('old-style@1.0.0');
  expect((await notebook.failure('%npm install no-such-thing')).ename).toBe('PackageInstallError');
});

it('in a project, what lies there is used, and %npm install adds to it', async () => {
  const project = newFolder();
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  mkdirSync(join(project, 'notebooks'));
  const inside = new TestNotebook(join(project, 'notebooks'));
  const before = process.cwd();
  try {
    await inside.run(`%cd ${join(project, 'notebooks')}`);
    await inside.run('%npm install tiny@1.0.0');
    expect(JSON.parse(readFileSync(join(project, 'package.json'), 'utf8')).dependencies).toBeDefined();
    registry.requests.length = 0;
    expect(await inside.run('import { major } from "npm:tiny@1"; major')).toBe(1);
    expect(registry.requests).toEqual([]);
    const manifest = readFileSync(join(project, 'package.json'), 'utf8');
    expect(await inside.run('(await import("npm:tiny@2")).major')).toBe(2);
    expect(readFileSync(join(project, 'package.json'), 'utf8')).toBe(manifest);
  } finally {
    process.chdir(before);
    await inside.evaluator.close();
  }
});

it('two notebooks of a folder install one after the other', async () => {
  const shared = newFolder();
  const pair = [new TestNotebook(shared), new TestNotebook(shared)] as const;
  try {
    const values = await Promise.all([
      pair[0].run('(await import("npm:tiny@1")).major'),
      pair[1].run('(await import("npm:old-style")).kind'),
    ]);
    expect(values).toEqual([1, 'cjs']);
    expect(readdirSync(join(ownPackages(shared), 'node_modules'))).toEqual(
      expect.arrayContaining(['old-style', 'tiny']),
    );
  } finally {
    for (const each of pair) await each.evaluator.close();
  }
});
