import { mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { getTransforms, ImageDataBunch } from '../../../src/vision/index.js';
import { sharedBatchBuffers } from '../../../src/vision/loading/photoMemory.js';

let folder: string;
const size = 24;
const batchSize = 4;

beforeAll(async () => {
  await engineReady();
  folder = await mkdtemp(join(tmpdir(), 'tsvision-batches-'));
  for (const name of ['a', 'b']) {
    await mkdir(join(folder, name));
    for (let i = 0; i < 20; i++) {
      const noise = { type: 'gaussian', mean: 60 + 7 * i, sigma: 30 } as const;
      await sharp({ create: { width: 50, height: 40, channels: 3, background: '#000', noise } })
        .jpeg()
        .toFile(join(folder, name, `${i}.jpg`));
    }
  }
});

function bunch(seed: number): Promise<ImageDataBunch> {
  const dsTfms = getTransforms();
  return ImageDataBunch.fromFolder(folder, {
    train: '.',
    validPct: 0,
    size,
    bs: batchSize,
    dsTfms,
    seed,
    cacheBytes: 0,
  });
}

/** The values of each batch of a pass, one batch at a time. */
async function* passOver(data: ImageDataBunch): AsyncGenerator<number[]> {
  for await (const { xs, ys } of data.trainDl.batches({ epoch: 1 })) {
    const values = [...(await xs.data())];
    tf.dispose([xs, ys]);
    yield values;
  }
}

async function allOf(batches: AsyncIterable<number[]>): Promise<number[][]> {
  const list: number[][] = [];
  for await (const batch of batches) list.push(batch);
  return list;
}

describe('memory of batches, which data bunches share', () => {
  it('is no more for three bunches than for one', async () => {
    const take = vi.spyOn(sharedBatchBuffers(), 'take');
    const pieces = new Set<ArrayBufferLike>();
    const known: number[] = [];
    for (const data of [await bunch(1), await bunch(2), await bunch(3)]) {
      const batches = await allOf(passOver(data));
      expect(take).toHaveBeenCalledTimes(batches.length);
      for (const { value } of take.mock.results) pieces.add((value as Float32Array).buffer);
      known.push(pieces.size);
      take.mockClear();
    }
    take.mockRestore();
    // One that is read, and those that are prepared ahead.
    expect(known[0]).toBeLessThanOrEqual(4);
    expect(known.slice(1)).toEqual([known[0], known[0]]);
  });

  it('holds the batches of one loader at a time, in turns and when a pass is left early', async () => {
    const alone = [await allOf(passOver(await bunch(4))), await allOf(passOver(await bunch(5)))];
    expect(alone[0]).not.toEqual(alone[1]);
    const passes = [passOver(await bunch(4)), passOver(await bunch(5))];
    const inTurns: number[][][] = [[], []];
    for (let i = 0; i < alone[0]!.length; i++) {
      for (const [which, pass] of passes.entries()) inTurns[which]!.push((await pass.next()).value);
      // Batches that were prepared ahead are still being written when their memory is asked for.
      if (i === 3) for await (const _ of passOver(await bunch(6))) break;
    }
    expect(inTurns).toEqual(alone);
  });

  it('may change hands while tensors made of it are in use', async () => {
    const [first, second] = [await bunch(7), await bunch(8)];
    const expected = await allOf(passOver(first));
    const held: tf.Tensor[] = [];
    for await (const { xs, ys } of first.trainDl.batches({ epoch: 1 })) {
      held.push(xs);
      ys.dispose();
    }
    await allOf(passOver(second));
    expect(await Promise.all(held.map(async (xs) => [...(await xs.data())]))).toEqual(expected);
    tf.dispose(held);
  });
});
