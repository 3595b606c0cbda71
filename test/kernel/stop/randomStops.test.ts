import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { photoFolder } from '../../train/fixtures/photoFolder.js';
import { StoppedKernel } from './stoppedKernel.js';

const isNightly = process.env.TSVISION_NIGHTLY === '1';
/** Stops in all, over two kernels. */
const stops = isNightly ? 200 : 20;
/** Longest time from the beginning of a cell to its Stop, in ms. */
const longestDelay = isNightly ? 1500 : 400;

const setup = (photos: string): string => `
import * as cp from 'node:child_process';
import { ConvLearner, createCnn, downloadImages, engineInfo, getTransforms, ImageDataBunch, models } from 'tsvision';
let count = 0;
const anchor = { kept: true };
const data = await ImageDataBunch.fromFolder(${JSON.stringify(photos)}, { validPct: 0.3, size: 32, bs: 4, dsTfms: getTransforms() });
const whole = await createCnn(data, models.tinyresnet); whole.unfreeze();
const frozen = await ConvLearner.pretrained(models.tinyresnet, data);
const precomputed = await ConvLearner.pretrained(models.tinyresnet, data, { precompute: true });
const learners = [whole, frozen, precomputed];`;

const cells = (address: string, photos: string): Readonly<Record<string, string>> => ({
  'unfrozen training': 'await whole.fitOneCycle(50, { table: false })',
  'frozen training': 'await frozen.fitOneCycle(50)',
  precompute:
    'for (;;) { const again = await ConvLearner.pretrained(models.tinyresnet, data, { precompute: true }); await again.fit(1, 1e-3, { table: false }) }',
  download: `for (let i = 0; ; i++) await downloadImages(Array.from({ length: 20 }, (_, j) => '${address}/' + i + '/' + j + '.jpg'), ${JSON.stringify(`${photos}-downloads`)})`,
  'child processes':
    "for (;;) { cp.spawnSync('sleep', ['0.05']); await new Promise((done) => cp.spawn('sleep', ['0.05']).on('exit', done)); }",
  'Atomics.wait':
    'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, count % 2 ? 600_000 : 1)',
  'addons at work':
    "{ const { createCanvas } = require('@napi-rs/canvas'); for (;;) createCanvas(64, 64).toBuffer('image/png'); }",
  'addons in the background':
    "{ const sharp = (await import('sharp')).default; const create = { width: 99, height: 99, channels: 3, background: 'red' } as const; for (;;) await sharp({ create }).png().toBuffer(); }",
  'an endless print': 'for (let i = 0; ; i++) console.log(i)',
  'a loop in a timer': 'setTimeout(() => { for (;;) {} }, 5); await new Promise(() => {})',
});

describe.skipIf(process.platform === 'win32')(`${stops} Stops at random moments`, () => {
  let photos: string;
  let server: Server;
  const kernels: StoppedKernel[] = [];

  beforeAll(async () => {
    photos = await photoFolder(6);
    // A server that stalls now and then.
    server = createServer((request, response) =>
      setTimeout(() => response.end('x'), request.url?.length ? 20 : 0),
    );
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });

  afterAll(async () => {
    await Promise.all(kernels.map(({ client }) => client.shutdown()));
    server.close();
    for (const folder of [photos, `${photos}-downloads`]) await rm(folder, { recursive: true, force: true });
  });

  it.each(['', 'wasm'])(
    'keeps the kernel, its variables and epochs, and fits again (Stop during a frozen training, Stop twice during fitOneCycle; engine: %s)',
    { timeout: 1_800_000 },
    async (engine) => {
      const kernel = await StoppedKernel.start(engine === '' ? {} : { TSVISION_BACKEND: engine });
      kernels.push(kernel);
      const { port } = server.address() as AddressInfo;
      await kernel.run(setup(photos));
      const kinds = Object.entries(cells(`http://127.0.0.1:${port}`, photos));
      const random = new Random(`stops ${engine}`);
      let [longest, epochs] = [0, [0, 0, 0] as number[]];
      for (let i = 0; i < stops / 2; i++) {
        const [name, code] = kinds[i % kinds.length] as [string, string];
        const times = random.next() < 0.3 ? 2 : 1;
        const delay = random.uniform(0, longestDelay);
        const { status, seconds } = await kernel.stop(`count = ${i + 1}; ${code}`, { delay, times });
        expect(status, name).toBe('error');
        longest = Math.max(longest, seconds);
        const [count, isKept, ...now] = await kernel.value<[number, boolean, ...number[]]>(
          '[count, anchor.kept, ...learners.map((each) => each.optimizer?.steps ?? 0)]',
        );
        expect([count, isKept], name).toEqual([i + 1, true]);
        for (const [j, before] of epochs.entries()) expect(now[j], name).toBeGreaterThanOrEqual(before);
        epochs = now;
      }
      await kernel.run('for (const each of learners) await each.fitOneCycle(1, { table: false })');
      const after = await kernel.value<number[]>('learners.map((each) => each.optimizer?.steps ?? 0)');
      for (const [j, before] of epochs.entries()) expect(after[j]).toBeGreaterThan(before);
      await kernel.run(
        'const another = await createCnn(data, models.tinyresnet); await another.fitOneCycle(1)',
      );
      if (isNightly)
        console.log(
          `${stops / 2} Stops, engine ${engine || 'first choice'}: at most ${longest.toFixed(2)} s to idle`,
        );
    },
  );
});
