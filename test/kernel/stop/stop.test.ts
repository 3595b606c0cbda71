import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StoppedKernel } from './stoppedKernel.js';

/** Processes of this machine with this text in their command line, but for the search. */
function processesWith(text: string): string[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text) && !/^\s*\d+\s+Z/.test(line));
}

describe.skipIf(process.platform === 'win32')('Stop', () => {
  let kernel: StoppedKernel;

  beforeAll(async () => {
    kernel = await StoppedKernel.start();
    await kernel.run(
      "let kept = 0; import * as cp from 'node:child_process'; import { tf, engineReady } from 'tsvision'; await engineReady();",
    );
  });

  afterAll(() => kernel?.client.shutdown());

  const cells: Record<string, string> = {
    'Atomics.wait (free(): invalid pointer)':
      'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 600_000)',
    'Atomics.wait in a loop, in a timer':
      'setTimeout(() => { for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1) }, 1); await new Promise(() => {})',
    'a thread that waits': `{ const { Worker } = await import('node:worker_threads'); const worker = new Worker('Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', { eval: true }); await new Promise((done) => worker.on('exit', done)) }`,
    'tfjs without a pause': 'for (;;) tf.tidy(() => tf.matMul(tf.ones([99, 99]), tf.ones([99, 99])))',
    'a loop of calls into the library': `{ const { models, buildCnn } = await import('tsvision'); const { model } = await buildCnn(models.tinyresnet, { classes: 2, pretrained: false }); for (;;) tf.tidy(() => model.predict(tf.ones([1, 32, 32, 3]))); }`,
    'a loop within a gradient': 'tf.grad((x) => { for (;;) x.square().dispose(); })(tf.scalar(1))',
    'an addon without a pause (napi_define_properties)':
      "{ const { createCanvas } = require('@napi-rs/canvas'); for (;;) { const page = createCanvas(64, 64); page.getContext('2d').fillRect(0, 0, 9, 9); page.toBuffer('image/png'); } }",
    'an addon that works in the background':
      "{ const sharp = (await import('sharp')).default; const create = { width: 99, height: 99, channels: 3, background: 'red' } as const; for (;;) await sharp({ create }).png().toBuffer(); }",
    'an endless regular expression': "/^(a+)+$/.test('a'.repeat(60) + 'b')",
    'an endless await in microtasks': 'for (;;) await null',
  };

  it.each(Object.entries(cells))('ends %s and keeps the variables', async (_name, code) => {
    const before = await kernel.value<number>('kept');
    const { status, ename } = await kernel.stop(`kept += 1; ${code}`, { delay: 100 });
    expect([status, ename]).toEqual(['error', 'InterruptedError']);
    expect(await kernel.value('kept')).toBe(before + 1);
  });

  it('leaves tfjs outside of the tidy and the gradient that it ended', async () => {
    await kernel.stop('tf.tidy(() => tf.grad((x) => { for (;;) x.square(); })(tf.scalar(1)))', { delay: 50 });
    const state =
      '(({ scopeStack, gradientDepth, kernelDepth }) => [scopeStack.length, gradientDepth, kernelDepth])(tf.engine().state as any)';
    expect(await kernel.value(state)).toEqual([0, 0, 0]);
    await kernel.run(
      'tf.ones([2]).dispose(); const tensors = tf.memory().numTensors; tf.tidy(() => { tf.ones([2]) })',
    );
    expect(await kernel.value('tf.memory().numTensors - tensors')).toBe(0);
  });

  /** A time that no other process of this machine has in its command line. */
  const longTime = (): string => `86000.${randomInt(2 ** 47)}`;
  const seconds = longTime();
  const children: Record<string, string> = {
    'execSync (vscode-jupyter#14959)': `cp.execSync('sleep ${seconds}')`,
    'spawnSync (vscode-jupyter#14959)': `cp.spawnSync('sleep', ['${seconds}'])`,
    'an awaited spawn (vscode-jupyter#14959)': `await new Promise((done) => cp.spawn('sleep', ['${seconds}']).on('exit', done))`,
    'one process after the other': `for (;;) { try { cp.execSync('sleep ${seconds}') } catch {} }`,
    'a child in a group of its own': `await new Promise((done) => cp.spawn('sleep', ['${seconds}'], { detached: true }).on('exit', done))`,
    'a grandchild behind a deaf shell': `cp.spawnSync('sh', ['-c', 'trap "" INT TERM; sh -c "sleep ${seconds}; true"; sleep ${seconds}'])`,
    'a child of a thread': `{ const { Worker } = await import('node:worker_threads'); const worker = new Worker("require('node:child_process').spawnSync('sleep', ['${seconds}'])", { eval: true }); await new Promise((done) => worker.on('exit', done)) }`,
    '!cmd': `\n!sleep ${seconds}`,
  };

  it.each(Object.entries(children))('ends %s with its cell, and the cell is not ok', async (_name, code) => {
    // A thread may need longer than any delay until it has a child.
    const ready = (): boolean => processesWith(`sleep ${seconds}`).length > 0;
    const { status, ename } = await kernel.stop(code, { delay: 100, ready });
    expect([status, ename]).toEqual(['error', 'InterruptedError']);
    await expect.poll(() => processesWith(`sleep ${seconds}`)).toEqual([]);
  });

  it('spares what an earlier cell left running, and ends it with the kernel', async () => {
    const own = await StoppedKernel.start();
    const time = longTime();
    const sleeping = (): string[] => processesWith(`sleep ${time}`);
    await own.run(
      `import * as cp from 'node:child_process'; cp.spawn('sleep', ['${time}'], { detached: true, stdio: 'ignore' }).unref(); cp.execSync('sleep ${time} > /dev/null 2>&1 &');`,
    );
    await own.stop('while (true) {}', { delay: 50 });
    const left = sleeping().length;
    await own.client.shutdown();
    expect(left).toBe(process.platform === 'linux' ? 2 : left);
    expect(process.platform === 'linux' ? sleeping() : []).toEqual([]);
  });

  it('ends an endless print without having filled the memory', async () => {
    const before = await kernel.value<number>('process.memoryUsage().rss');
    const { ename } = await kernel.stop('for (let i = 0; ; i++) console.log(i)', { delay: 4000 });
    expect(ename).toBe('InterruptedError');
    expect((await kernel.value<number>('process.memoryUsage().rss')) - before).toBeLessThan(300e6);
  });

  it('does nothing to an idle kernel, and counts once within 10 ms', async () => {
    await Promise.all([kernel.client.interrupt(), kernel.client.interrupt()]);
    await kernel.run('kept = 0');
    const { ename } = await kernel.stop('kept += 1; while (true) {}', { delay: 20, times: 2 });
    expect(ename).toBe('InterruptedError');
    await kernel.run('kept += 1');
    expect(await kernel.value('kept')).toBe(2);
  });
});
