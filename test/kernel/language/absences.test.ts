import { builtinModules } from 'node:module';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { TestNotebook } from './notebook.js';

// What the newest Node has is taken away where it is there, so that the tests say the same on every one.

let notebook: TestNotebook;
const taken: [object: object, name: string, was: PropertyDescriptor][] = [];
function take(object: object, name: string): void {
  const was = Object.getOwnPropertyDescriptor(object, name);
  if (!was) return;
  taken.push([object, name, was]);
  Reflect.deleteProperty(object, name);
}
beforeAll(() => {
  take(globalThis, 'WebSocket');
  take(Promise, 'withResolvers');
  notebook = new TestNotebook();
});
afterAll(async () => {
  for (const [object, name, was] of taken) Object.defineProperty(object, name, was);
  await notebook.evaluator.close();
});

it.each([
  ['a global', 'new WebSocket("ws://x")', 'ReferenceError', 'has no WebSocket'],
  [
    'one that a function uses',
    'function open() { return new WebSocket("ws://x") }\nopen()',
    'ReferenceError',
    'has no WebSocket',
  ],
  [
    'a member of a global',
    'Promise.withResolvers()',
    'TypeError',
    'has no Promise.withResolvers: its types (lib.es2024.promise.d.ts)',
  ],
])('%s that this Node lacks is told so when it fails', async (_what, code, ename, note) => {
  const failure = await notebook.failure(`// @ts-ignore\n${code}`);
  expect(failure.ename).toBe(ename);
  expect(failure.text).toContain(note);
});

it('what a cell brings itself is there', async () => {
  await notebook.run('(globalThis as any).WebSocket = class { url = "u" };');
  expect(await notebook.run('new WebSocket("ws://x").url')).toBe('u');
  await notebook.run('delete (globalThis as any).WebSocket;');
});

it.runIf(!builtinModules.includes('sqlite') && !builtinModules.includes('node:sqlite'))(
  'a module of a newer Node',
  async () => {
    const { text } = await notebook.failure(
      'import { DatabaseSync } from "node:sqlite"; new DatabaseSync(":memory:")',
    );
    expect(text).toContain('has no node:sqlite: there is one since Node v22.5.0');
  },
);

it('what only browsers have is told as theirs, what both have as Node’s', async () => {
  const page = await notebook.failure('/// <reference lib="dom" />\ndocument.title');
  expect(page.text).toContain('has no document: its types (lib.dom.d.ts) are a browser’s');
  const socket = await notebook.failure('new WebSocket("ws://x")');
  expect(socket.text).toContain('has no WebSocket: its types (fetch.d.ts) are of a newer one');
});

it('says nothing of what is nobody’s', async () => {
  const { text } = await notebook.failure('// @ts-nocheck\nunheardOf()');
  expect(text).not.toContain('→');
  const member = await notebook.failure('const own = {} as { go(): void };\nown.go()');
  expect(member.text).not.toContain('→');
});
