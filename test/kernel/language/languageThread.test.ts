import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, it, vi } from 'vitest';
import { CheckerClient } from '../../../src/kernel/language/checker/checkerPort.js';
import {
  createCellEvaluator,
  type LanguageThread,
  startLanguageThread,
} from '../../../src/kernel/language/index.js';

// With the worker thread of the build, as the kernel runs it.

// Each starts the compiler anew, tslab's with a second one: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 300_000 });

const signal = new AbortController().signal;
let thread: LanguageThread | undefined;
afterEach(() => thread?.close());

it('answers another thread while this one computes without a pause', async () => {
  thread = startLanguageThread(process.cwd());
  const evaluator = createCellEvaluator({ checker: thread });
  await evaluator.evaluate('const answer = { deep: 42 }', { executionCount: 1, signal });
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const asking = `const { workerData, parentPort } = require('node:worker_threads');
    const { port, shared } = workerData;
    port.on('message', ({ value }) => { shared[1] = value.items[0].text === 'deep' ? 1 : -1 });
    const ask = () => shared[0] === 1 ? port.postMessage({ id: 1, operation: 'complete', args: ['answer.', 7] }) : setTimeout(ask, 5);
    ask();`;
  const port = evaluator.languagePort();
  const worker = new Worker(asking, { eval: true, workerData: { port, shared }, transferList: [port] });
  await sleep(200);
  Atomics.store(shared, 0, 1);
  const end = performance.now() + 200_000;
  while (Atomics.load(shared, 1) === 0 && performance.now() < end);
  expect(shared[1]).toBe(1);
  await worker.terminate();
});

it('is replaced when it dies; variables live on, and other threads hear of it', async () => {
  thread = startLanguageThread(process.cwd());
  let other: CheckerClient | undefined;
  const evaluator = createCellEvaluator({
    checker: thread,
    onNewCompiler: () => {
      other = new CheckerClient(evaluator.languagePort());
    },
  });
  await evaluator.evaluate('let kept = [1, 2]; const closure = () => kept.length', {
    executionCount: 1,
    signal,
  });
  await thread.close();
  await sleep(100);
  const { value } = await evaluator.evaluate('kept.push(3); closure()', { executionCount: 2, signal });
  expect(value).toBe(3);
  expect(await other?.ask('complete', 'kep', 3)).toMatchObject({ items: [{ text: 'kept' }] });
  await evaluator.close();
});

it('checks with tslab’s converter when TSVISION_CONVERTER says so', async () => {
  vi.stubEnv('TSVISION_CONVERTER', 'tslab');
  thread = startLanguageThread(process.cwd());
  vi.unstubAllEnvs();
  const evaluator = createCellEvaluator({ checker: thread });
  await evaluator.evaluate('let list = [1]; interface Box { x: number }', { executionCount: 1, signal });
  await expect(evaluator.evaluate('const s: string = list', { executionCount: 2, signal })).rejects.toThrow(
    /number\[\]/,
  );
  const { value } = await evaluator.evaluate('const b: Box = { x: 2 }; list.push(b.x); list', {
    executionCount: 3,
    signal,
  });
  expect(value).toEqual([1, 2]);
  expect(await evaluator.isComplete('f(')).toMatchObject({ status: 'incomplete' });
  // tslab knows the libraries of 2022 only: that it refuses this shows that it is asked.
  await expect(evaluator.evaluate('[1].toSorted()', { executionCount: 4, signal })).rejects.toThrow(
    /toSorted/,
  );
});
