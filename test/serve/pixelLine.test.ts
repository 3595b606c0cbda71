import { expect, it } from 'vitest';
import { createApp, type PixelBatch } from '../../src/serve/index.js';
import { withDefaults } from '../../src/serve/serveOptions.js';
import { fakeClassifier } from './fakeClassifier.js';

type App = ReturnType<typeof createApp>;

function infer(app: App, greys: readonly number[], side = 1, datatype = 'UINT8'): Promise<Response> {
  const data = greys.flatMap((grey) => new Array(side * side * 3).fill(grey));
  const inputs = [{ name: 'image', shape: [greys.length, side, side, 3], datatype, data }];
  return Promise.resolve(
    app.request('/v2/models/brightness/infer', { method: 'POST', body: JSON.stringify({ inputs }) }),
  );
}

async function brightness(response: Response): Promise<number[]> {
  const { outputs } = (await response.json()) as { outputs: [{ data: number[] }] };
  return outputs[0].data.filter((_value, i) => i % 2 === 0);
}

/** A classifier that answers only when it is told to, and tells what it was asked. */
function heldClassifier(): { classifier: typeof fakeClassifier; calls: PixelBatch[]; release(): void } {
  const calls: PixelBatch[] = [];
  let release = (): void => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  const classifyPixels = async (pixels: PixelBatch): Promise<readonly Float32Array[]> => {
    calls.push(pixels);
    await held;
    return fakeClassifier.classifyPixels(pixels);
  };
  return { classifier: { ...fakeClassifier, classifyPixels }, calls, release: () => release() };
}

it('pixels of several requests, sizes and types share batches and come back in their order', async () => {
  const sizes: number[] = [];
  const app = createApp(
    {
      ...fakeClassifier,
      classifyPixels: (pixels) => {
        sizes.push(pixels.shape[0]);
        return fakeClassifier.classifyPixels(pixels);
      },
    },
    { maxBatch: 16, batchWindow: 50 },
  );
  const answers = await Promise.all([
    infer(app, [255, 0, 51]),
    infer(app, [102], 2),
    infer(app, [204, 153], 1, 'FP32'),
    infer(app, [0, 255]),
  ]);
  const rows = await Promise.all(answers.map(brightness));
  const wanted = [[1, 0, 0.2], [0.4], [0.8, 0.6], [0, 1]];
  for (const [i, row] of rows.entries())
    for (const [j, value] of row.entries()) expect(value).toBeCloseTo(wanted[i]?.[j] as number, 5);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(16);
  expect(sizes.reduce((a, b) => a + b)).toBe(8);
});

it('pixels beyond the queue are refused with 503, and the others answered', async () => {
  const { classifier, calls, release } = heldClassifier();
  const app = createApp(classifier, { maxBatch: 1, maxQueue: 2, batchWindow: 0 });
  const first = infer(app, [255]);
  await expect.poll(() => calls.length).toBe(1);
  const waiting = infer(app, [0, 255]);
  await expect.poll(async () => (await app.request('/metrics')).text()).toContain('tsvision_queue_depth 2');
  const refused = await infer(app, [9]);
  expect(refused.status).toBe(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  release();
  expect(await brightness(await first)).toEqual([1]);
  expect(await brightness(await waiting)).toEqual([0, 1]);
});

it('pixels for which nobody waits any more are not classified', async () => {
  const { classifier, calls, release } = heldClassifier();
  const app = createApp(classifier, { maxBatch: 1, batchWindow: 0, timeout: 100 });
  const late = await Promise.all([infer(app, [1]), infer(app, [2]), infer(app, [3])]);
  expect(late.map(({ status }) => status)).toEqual([503, 503, 503]);
  release();
  // On a busy machine an answer may take longer than this limit, too.
  await expect.poll(async () => (await infer(app, [255])).status).toBe(200);
  expect(new Set(calls.map(({ values }) => values[0]))).toEqual(new Set([1, 255]));
});

it('two classes of one name keep their own probabilities', async () => {
  const app = createApp({
    ...fakeClassifier,
    classes: ['bear', 'bear', 'fox'],
    classifyPixels: async () => [Float32Array.of(0.1, 0.6, 0.3)],
  });
  const { outputs } = (await (await infer(app, [1])).json()) as { outputs: [{ data: number[] }] };
  expect(outputs[0].data.map((value) => Math.round(10 * value))).toEqual([1, 6, 3]);
});

it('an option that is undefined leaves its default', () => {
  const names = Object.keys(withDefaults({}));
  const undefinedOnes = Object.fromEntries(names.map((name) => [name, undefined]));
  expect(withDefaults(undefinedOnes)).toEqual(withDefaults({}));
  expect(withDefaults({ port: 0, timeout: undefined })).toMatchObject({ port: 0, timeout: 10_000 });
});
