import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { evaluateGenerator, fitGenerator, predictGenerator } from '../../../src/train/groups/keras.js';
import { ImageDataGenerator } from '../../../src/vision/index.js';

vi.spyOn(console, 'log').mockImplementation(() => undefined);
const warnings = vi.spyOn(console, 'warn').mockImplementation(() => undefined);

let folder: string;
let whole: string;

/** `a/0…2` and `b/0…1`; the third of the five, `a/2.png`, is broken, and is not in the other folder at all. */
beforeAll(async () => {
  await engineReady();
  folder = await mkdtemp(join(tmpdir(), 'tsvision-broken-'));
  for (const [name, count, level] of [
    ['a', 3, 60],
    ['b', 2, 180],
  ] as const) {
    await mkdir(join(folder, name));
    for (let i = 0; i < count; i++)
      await sharp({
        create: { width: 8, height: 8, channels: 3, background: { r: level + 20 * i, g: 90, b: 7 } },
      })
        .png()
        .toFile(join(folder, name, `${i}.png`));
  }
  whole = await mkdtemp(join(tmpdir(), 'tsvision-whole-'));
  await cp(folder, whole, { recursive: true });
  await rm(join(whole, 'a', '2.png'));
  await writeFile(join(folder, 'a', '2.png'), 'no picture');
});

function model(): tf.Sequential {
  const net = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [8, 8, 3] }),
      tf.layers.dense({ units: 3, activation: 'relu' }),
      tf.layers.dense({ units: 1, activation: 'sigmoid' }),
    ],
  });
  const random = new Random('weights');
  for (const weight of net.weights) {
    const shape = weight.shape as number[];
    const size = shape.reduce((a, b) => a * b, 1);
    weight.write(
      tf.tensor(
        Float32Array.from({ length: size }, () => random.normal(0, 0.2)),
        shape,
      ),
    );
  }
  net.compile({ optimizer: tf.train.sgd(0.1), loss: 'binaryCrossentropy', metrics: ['accuracy'] });
  return net;
}

const flow = (path: string, batchSize: number, shuffle = false) =>
  new ImageDataGenerator({ rescale: 1 / 255 }).flowFromDirectory(path, {
    targetSize: [8, 8],
    classMode: 'binary',
    batchSize,
    shuffle,
  });

const numbers = async (tensor: tf.Tensor): Promise<number[]> => [...(await tensor.data())];

describe('generators with a broken photo (keras#8686)', () => {
  it.each([1, 2, 3, 4, 5, 32])('give row i to name i, at batch size %i', async (batchSize) => {
    const expected = await numbers(await predictGenerator(model(), await flow(whole, 4)));
    const generator = await flow(folder, batchSize);
    const rows = await predictGenerator(model(), generator);
    expect(generator.filenames).toEqual(['a/0.png', 'a/1.png', 'a/2.png', 'b/0.png', 'b/1.png']);
    expect(rows.shape).toEqual([5, 1]);
    const values = await numbers(rows);
    expect(values[2]).toBeNaN();
    values.splice(2, 1);
    values.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] as number, 5);
    });
    expect(warnings.mock.calls.flat().join()).toContain('2.png is left out');
  });

  it.each([1, 2, 5])('measure the photos that can be read once each, at batch size %i', async (batchSize) => {
    const expected = await evaluateGenerator(model(), await flow(whole, 4));
    const measured = await evaluateGenerator(model(), await flow(folder, batchSize));
    expect(measured.loss).toBeCloseTo(expected.loss as number, 5);
    expect(measured.acc).toBeCloseTo(expected.acc as number, 6);
  });

  it('says which photos a shuffled batch should have, and has', async () => {
    const generator = await flow(folder, 2, true);
    const [positions, indices]: [number[], number[]] = [[], []];
    let batches = 0;
    for await (const batch of generator.epoch()) {
      positions.push(...batch.positions);
      indices.push(...batch.indices);
      batches += 1;
      tf.dispose([batch.xs, batch.ys]);
    }
    expect(batches).toBe(generator.length);
    expect([...positions].sort()).toEqual([0, 1, 2, 3, 4]);
    expect(indices).toEqual(positions.filter((position) => position !== 2));
  });

  it('train on the others, epoch by epoch', async () => {
    const history = await fitGenerator(model(), await flow(folder, 1), {
      epochs: 2,
      validationData: await flow(folder, 2),
    });
    for (const curve of ['loss', 'val_loss'])
      expect(history.history[curve]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(history.history.loss?.every(Number.isFinite)).toBe(true);
    expect(history.history.val_loss?.every(Number.isFinite)).toBe(true);
  });
});
