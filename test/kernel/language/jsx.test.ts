import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registerNotebookPorts, TerminalPorts, toMimeBundle } from '../../../src/notebook/index.js';
import { plain, TestNotebook } from './notebook.js';

// React is the real one. Its renderer is no dependency of this package: a few lines stand in for it, which know of
// elements what React says about them, and no hooks.
const renderer = `
const { Fragment } = require('react');
const markup = (node) => {
  if (node === null || node === undefined || typeof node === 'boolean') return '';
  if (Array.isArray(node)) return node.map(markup).join('');
  if (typeof node !== 'object') return String(node);
  const { type, props: { children, ...rest } } = node;
  if (typeof type === 'function') return markup(type(node.props));
  if (type === Fragment) return markup(children);
  const attributes = Object.entries(rest).map(([name, value]) => ' ' + name + '="' + value + '"').join('');
  return '<' + type + attributes + '>' + markup(children) + '</' + type + '>';
};
exports.renderToStaticMarkup = markup;
`;
const own = `
export const jsx = (type, props) => ({ made: typeof type === 'function' ? type(props) : type, ...props });
export const jsxs = jsx;
export const Fragment = 'fragment';
`;
const ownTypes = `
export namespace JSX { interface IntrinsicElements { node: { at?: number; children?: unknown } } type Element = { made: unknown } }
export declare const jsx: (type: unknown, props: unknown) => JSX.Element;
export declare const jsxs: typeof jsx;
export declare const Fragment: unique symbol;
`;

let folder: string;
let notebook: TestNotebook;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'jsx-')));
  write({
    'node_modules/react-dom/package.json': '{ "name": "react-dom" }',
    'node_modules/react-dom/server.js': renderer,
    'node_modules/own/package.json': JSON.stringify({
      name: 'own',
      type: 'module',
      exports: { './jsx-runtime': { types: './r.d.ts', default: './r.js' } },
    }),
    'node_modules/own/r.js': own,
    'node_modules/own/r.d.ts': ownTypes,
    'Card.tsx': 'export function Card({ title }: { title: string }) { return <b>{title}</b> }',
    'List.jsx':
      "import { Card } from './Card.jsx'; export const List = ({ all }) => <>{all.map((each) => <Card key={each} title={each} />)}</>;",
  });
  const react = dirname(createRequire(import.meta.url).resolve('react/package.json'));
  symlinkSync(react, join(folder, 'node_modules/react'));
  notebook = new TestNotebook(folder);
});
afterAll(async () => {
  await notebook.evaluator.close();
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

async function markup(code: string): Promise<string | undefined> {
  return notebook.evaluator.markup(await notebook.run(code));
}

describe('a cell with JSX', () => {
  it.each([
    ['an element', '<p id="a">{1 + 1}</p>', '<p id="a">2</p>'],
    ['a list', '[<i key="1">a</i>, <b key="2">c</b>]', '<i>a</i><b>c</b>'],
    ['a fragment', '<>{"a"}<b>c</b></>', 'a<b>c</b>'],
    ['a component', 'const Row = ({ n }: { n: number }) => <i>{n}</i>; <Row n={2} />', '<i>2</i>'],
    ['a component of an earlier cell', '<Row n={3} />', '<i>3</i>'],
    ['a local .tsx', 'import { Card } from \'./Card.tsx\'; <Card title="t" />', '<b>t</b>'],
    ['a local .jsx', "import { List } from './List'; <List all={['a', 'b']} />", '<b>a</b><b>b</b>'],
    ['a member', 'const parts = { Row }; <parts.Row n={4} />', '<i>4</i>'],
    [
      'a variable with the name of a tag',
      'const p = 5; const title = 6; <p title="x">{p}</p>',
      '<p title="x">5</p>',
    ],
  ])('%s', async (_what, code, html) => {
    expect(await markup(code)).toBe(html);
  });

  it('uses what a later cell declares', async () => {
    expect(plain(await notebook.written('const show = () => <Later n={1} />'))).toContain('may declare it');
    expect(await markup('const Later = ({ n }: { n: number }) => <u>{n}</u>; show()')).toBe('<u>1</u>');
  });

  it('has the places of its errors right', async () => {
    const nowhere = await notebook.failure('const a = 1;\nconst b = <p>\n  {nowhere}\n</p>;');
    expect(nowhere.text).toMatch(/cell-\d+\.ts:3:4 TS2304/);
    const open = await notebook.failure('const c = <p>{1</p>');
    expect([open.ename, open.text]).toEqual(['SyntaxError', expect.stringContaining(':1:16 ')]);
    const thrown = await notebook.failure('const none: any = null;\nconst d = <p>\n  {none.x}\n</p>');
    expect(thrown.text).toContain('.ts:3:9');
  });
});

describe('JSX that is being written', () => {
  it.each([
    ['<p>', 'incomplete'],
    ['<ul>\n  <li>{1}</li>', 'incomplete'],
    ['<p>\n  {1 +', 'incomplete'],
    ['<p>{1}</p>', 'complete'],
    ['<p>{1}</b>', 'invalid'],
  ])('%j is %s', async (code, status) => {
    expect(await notebook.evaluator.isComplete(code)).toMatchObject({ status });
  });

  it('is completed: attributes, and what stands in braces', async () => {
    await notebook.run('const Sized = ({ size }: { size: number }) => <i>{size}</i>; const sizes = [1];');
    const names = async (code: string): Promise<string[]> =>
      (await notebook.evaluator.complete(code, code.length)).items.map(({ text }) => text);
    expect(await names('<Sized si')).toContain('size');
    expect(await names('<p>{sizes.len')).toContain('length');
    expect(await names('<p><Siz')).toContain('Sized');
  });
});

describe('a cell that only looks like JSX', () => {
  it.each([
    ['a cast', 'const n = <number>(3 as unknown); n', 3],
    ['a generic arrow function', 'const id = <T,>(x: T) => x; id(4)', 4],
    ['one with a bound', 'const len = <T extends string>(x: T) => x.length; len("</b>")', 4],
    ['comparisons', 'const x = 1, y = 2; x < y && y > x', true],
  ])('%s', async (_what, code, value) => {
    expect(await notebook.run(code)).toBe(value);
  });
});

describe('other libraries', () => {
  it('by a comment', async () => {
    const code = '/** @jsxImportSource own */\n<node at={1}>{2}</node>';
    expect(await notebook.run(code)).toEqual({ made: 'node', at: 1, children: 2 });
    expect(await notebook.typeError('/** @jsxImportSource own */\n<node at="1" />')).toContain(
      "type 'number'",
    );
  });

  it('by the classic runtime, a factory of this or of an earlier cell', async () => {
    const made = '/** @jsx h */\n/** @jsxFrag Every */\n';
    await notebook.run(
      `${made}const h = (...all: unknown[]) => all; const Every = 0; declare namespace JSX { interface IntrinsicElements { [name: string]: any } }`,
    );
    expect(await notebook.run(`${made}<p a="1">{2}</p>`)).toEqual(['p', { a: '1' }, 2]);
    expect(await notebook.run(`${made}<>{3}</>`)).toEqual([0, null, 3]);
  });

  it('by the tsconfig.json', async () => {
    write({ 'own/tsconfig.json': '{ "compilerOptions": { "jsx": "preserve", "jsxImportSource": "own" } }' });
    write({ 'classic/tsconfig.json': '{ "compilerOptions": { "jsx": "react", "jsxFactory": "make" } }' });
    const automatic = new TestNotebook(join(folder, 'own'));
    expect(await automatic.run('<node at={2} />')).toEqual({ made: 'node', at: 2 });
    await automatic.evaluator.close();
    const classic = new TestNotebook(join(folder, 'classic'));
    expect(await classic.run('const make = (...all: any[]) => all; <p a="1" />')).toEqual(['p', { a: '1' }]);
    await classic.evaluator.close();
  });

  it('say what is to be installed', async () => {
    const { text } = await notebook.failure('/** @jsxImportSource nobodys-library */\n<p />');
    expect(text).toContain('!npm install nobodys-library');
  });
});

describe('an element that is shown', () => {
  it('is HTML where the folder has a renderer, else text', async () => {
    const element = await notebook.run('<p id="b">text</p>');
    const ports = Object.assign(new TerminalPorts(), {
      markup: (value: unknown) => notebook.evaluator.markup(value),
    });
    registerNotebookPorts(ports);
    try {
      expect(await toMimeBundle(element)).toEqual({
        'text/html': '<p id="b">text</p>',
        'text/plain': '<p id="b">text</p>',
      });
      expect(Object.keys(await toMimeBundle({ type: 'p', props: {} }))).toEqual(['text/plain']);
      ports.markup = () => Promise.resolve(undefined);
      expect(Object.keys(await toMimeBundle(element))).toEqual(['text/plain']);
    } finally {
      registerNotebookPorts(undefined);
    }
  });

  it('fails by what its component throws', async () => {
    const element = await notebook.run('function Broken(): any { throw new Error("inside") }\n<Broken />');
    await expect(notebook.evaluator.markup(element)).rejects.toThrow('inside');
  });
});
