import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { packageRoot } from '../../../src/core/index.js';
import { tf } from '../../../src/engine/index.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../../src/vision/index.js';
import { BatchBuffers, PhotoCache } from '../../../src/vision/loading/photoMemory.js';

const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-loader-'));
  for (const name of ['a', 'b']) {
    await mkdir(join(folder, name));
    for (let i = 0; i < 13; i++) {
      const noise = { type: 'gaussian', mean: 100 + 5 * i, sigma: 30 } as const;
      await sharp({ create: { width: 50 + i, height: 40, channels: 3, background: '#000', noise } })
        .jpeg()
        .toFile(join(folder, name, `${i}.jpg`));
    }
  }
});

const options = { train: '.', validPct: 0.3, size: 24, bs: 4, dsTfms: getTransforms() } as const;

async function valuesOf(data: { trainDl: ImageDataBunch['trainDl'] }, epoch: number): Promise<number[]> {
  const values: number[] = [];
  for await (const { xs, ys } of data.trainDl.batches({ epoch })) {
    values.push(...(await xs.data()), ...(await ys.data()));
    tf.dispose([xs, ys]);
  }
  return values;
}

describe('PhotoLoader', () => {
  it('gives the same with and without photos kept, and whatever was loaded before', async () => {
    const keeping = await ImageDataBunch.fromFolder(folder, options);
    await valuesOf(keeping, 0);
    await valuesOf(keeping, 1);
    const kept = await valuesOf(keeping, 2);
    const fresh = await ImageDataBunch.fromFolder(folder, { ...options, cacheBytes: 0 });
    expect(await valuesOf(fresh, 2)).toEqual(kept);
  });

  it('leaves out the last incomplete batch for training only', async () => {
    const data = await ImageDataBunch.fromFolder(folder, options);
    expect([data.trainDs.length, data.trainDl.length, data.fixDl.length]).toEqual([18, 4, 5]);
    expect([data.validDs.length, data.validDl.length]).toEqual([8, 2]);
    const orders = [0, 1].map((epoch) => data.trainDl.order(epoch));
    expect(orders[0]).not.toEqual(orders[1]);
    expect([...orders[0]!].sort((a, b) => a - b)).toEqual(data.fixDl.order(0));
  });

  it('stops at an abort', async () => {
    const data = await ImageDataBunch.fromFolder(folder, options);
    const controller = new AbortController();
    const before = tf.memory().numTensors;
    const run = async () => {
      for await (const { xs, ys } of data.trainDl.batches({ signal: controller.signal })) {
        tf.dispose([xs, ys]);
        controller.abort();
      }
    };
    await expect(run()).rejects.toThrow(/abort/i);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('closes the gaps of broken photos in the middle of a batch', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'tsvision-broken-'));
    for (const name of ['a', 'b']) {
      await mkdir(join(broken, name));
      for (let i = 0; i < 4; i++)
        await symlink(join(folder, name, `${i}.jpg`), join(broken, name, `${i}.jpg`));
    }
    const whole = await ImageDataBunch.fromFolder(broken, { ...options, validPct: 0, bs: 10 });
    const all = await whole.oneBatch('fix');
    await writeFile(join(broken, 'a', '00.jpg'), 'no picture');
    await writeFile(join(broken, 'a', '2x.jpg'), 'no picture');
    warn.mockClear();
    const data = await ImageDataBunch.fromFolder(broken, { ...options, validPct: 0, bs: 10 });
    const some = await data.oneBatch('fix');
    expect([...some.indices].map((i) => data.trainDs.items[i]!.path)).toEqual(
      whole.trainDs.items.map(({ path }) => path),
    );
    expect(await some.xs.data()).toEqual(await all.xs.data());
    expect(await some.ys.data()).toEqual(await all.ys.data());
    expect(warn.mock.calls.filter(([line]) => String(line).includes('is left out'))).toHaveLength(2);
    tf.dispose([all.xs, all.ys, some.xs, some.ys]);
  });

  it('gives no batch at all when no photo can be read', async () => {
    const broken = await mkdtemp(join(tmpdir(), 'tsvision-broken-'));
    await mkdir(join(broken, 'a'));
    await writeFile(join(broken, 'a', '1.jpg'), 'no picture');
    const data = await ImageDataBunch.fromFolder(broken, { ...options, validPct: 0 });
    await expect(data.oneBatch('fix')).rejects.toThrow(/has no photo that can be read/);
  });
});

const built = join(packageRoot(), 'dist', 'index.js');

describe.skipIf(!existsSync(built))('worker threads (skipped before the first build)', () => {
  it('give bit for bit what the main thread gives', async () => {
    const library = (await import(pathToFileURL(built).href)) as typeof import('../../../src/index.js');
    const make = async (numWorkers: number) =>
      (await library.ImageDataBunch.fromFolder(folder, { ...options, numWorkers })).normalize(imagenetStats);
    const read = async (data: Awaited<ReturnType<typeof make>>, epoch: number) => {
      const values: number[] = [];
      for await (const { xs, ys } of data.trainDl.batches({ epoch })) {
        values.push(...(await xs.data()));
        library.tf.dispose([xs, ys]);
      }
      return values;
    };
    const [threads, main] = [await make(2), await make(0)];
    for (const epoch of [0, 1, 2]) expect(await read(threads, epoch)).toEqual(await read(main, epoch));
    // The second pass samples photos that lie in memory shared with the threads.
    const { xs, ys, indices } = await threads.oneBatch('valid');
    const first = await threads.preprocessor.prepare(await threads.validDs.image(indices[0] as number));
    expect((await xs.data()).slice(0, 24 * 24 * 3)).toEqual(await first.data());
    library.tf.dispose([xs, ys, first]);
  });
});

describe('PhotoCache', () => {
  const photo = (bytes: number) => ({
    data: new Uint8Array(bytes),
    height: 1,
    width: bytes / 3,
    originalHeight: 1,
    originalWidth: 1,
  });

  it('keeps photos up to its limit, and then those that it has', () => {
    const cache = new PhotoCache(100);
    cache.set('a', photo(60));
    cache.set('b', photo(60));
    cache.set('c', photo(30));
    expect([cache.get('a'), cache.get('b'), cache.get('c')].map((p) => p?.data.length)).toEqual([
      60,
      undefined,
      30,
    ]);
    expect([cache.bytes, cache.hasRoom]).toEqual([90, false]);
    cache.clear();
    expect([cache.bytes, cache.get('a')]).toEqual([0, undefined]);
  });
});

describe('BatchBuffers', () => {
  it('gives memory of the right size again', () => {
    const buffers = new BatchBuffers();
    const first = buffers.take(16);
    expect([first.length, first.byteOffset % 8, first.buffer]).toEqual([
      16,
      4,
      expect.any(SharedArrayBuffer),
    ]);
    buffers.giveBack(first);
    expect(buffers.take(8)).not.toBe(first);
    expect(buffers.take(16)).toBe(first);
    expect(buffers.take(16)).not.toBe(first);
  });
});
