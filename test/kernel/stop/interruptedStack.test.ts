import { compileFunction } from 'node:vm';
import { expect, it } from 'vitest';
import {
  judgeStack,
  libraryFolder,
  type Verdict,
  verdicts,
} from '../../../src/kernel/interrupt/interruptedStack.js';

type Code = (...args: unknown[]) => unknown;

/** Code that lies in a file of this name, as the stack tells it. */
const codeIn = (filename: string, body: string): Code =>
  compileFunction(`return (${body})`, [], { filename })() as Code;
const library = (body: string): Code => codeIn(`${libraryFolder}train/loop/someLoop.js`, body);
const cell = (body: string): Code => codeIn('/home/ada/cell-3.ts', body);

const judged = (): Verdict => judgeStack(1);

it('a batch of the library is its own, also while a cell awaits the training', async () => {
  const train = library('async (judge) => { await null; return judge(); }');
  const run = cell('async (train, judge) => await train(judge)');
  expect(await run(train, judged)).toBe(verdicts.library);
});

it('the user’s code is the user’s, before and after an await', async () => {
  expect(cell('(judge) => judge()')(judged)).toBe(verdicts.users);
  expect(await cell('async (judge) => { await null; return judge(); }')(judged)).toBe(verdicts.users);
});

it('a loop of the user’s that calls the library, and a callback of the library’s, are both', async () => {
  const call = library('(judge) => judge()');
  expect(cell('(call, judge) => call(judge)')(call, judged)).toBe(verdicts.nested);
  const callback = cell('(judge) => judge()');
  const train = library('async (callback, judge) => { await null; return callback(judge); }');
  expect(await train(callback, judged)).toBe(verdicts.nested);
});
