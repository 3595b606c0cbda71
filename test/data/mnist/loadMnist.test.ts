import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { realDataFolder } from '../../../src/core/index.js';
import { loadMnist, readIdx } from '../../../src/data/index.js';

let folder: string;

function idx(shape: readonly number[], data: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = 8;
  header[3] = shape.length;
  shape.forEach((n, i) => {
    header.writeUInt32BE(n, 4 + 4 * i);
  });
  return Buffer.concat([header, Buffer.from(data)]);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-mnist-'));
});

afterEach(() => vi.unstubAllEnvs());

async function writeDigits(): Promise<void> {
  await writeFile(
    join(folder, 'train-images-idx3-ubyte.gz'),
    gzipSync(idx([3, 2, 2], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 255])),
  );
  await writeFile(join(folder, 'train-labels-idx1-ubyte.gz'), gzipSync(idx([3], [7, 8, 9])));
  await writeFile(join(folder, 't10k-images-idx3-ubyte'), idx([1, 2, 2], [9, 9, 9, 9]));
  await writeFile(join(folder, 't10k-labels-idx1-ubyte'), idx([1], [4]));
}

describe('loadMnist', () => {
  it('reads compressed and plain files, from an argument and from the environment', async () => {
    await writeDigits();
    const { trainImages, trainLabels, testImages, testLabels } = await loadMnist({ folder, train: 2 });
    expect(trainImages.arraySync()).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
      [
        [4, 5],
        [6, 7],
      ],
    ]);
    expect(trainLabels.arraySync()).toEqual([7, 8]);
    expect([testImages.shape, testLabels.arraySync(), testImages.dtype]).toEqual([[1, 2, 2], [4], 'int32']);
    vi.stubEnv('TSVISION_DIGITS', folder);
    expect((await loadMnist()).trainImages.shape).toEqual([3, 2, 2]);
  });

  it('names what is missing, cut off, or of another format', async () => {
    await expect(loadMnist({ folder })).rejects.toThrow(/There is no file at .*train-images/);
    await writeFile(join(folder, 'cut'), idx([5], [1, 2]));
    await expect(readIdx(join(folder, 'cut'))).rejects.toThrow(/holds 2 numbers instead of 5/);
    await writeFile(join(folder, 'text'), 'hello world');
    await expect(readIdx(join(folder, 'text'))).rejects.toThrow(/no idx file/);
    await writeFile(join(folder, 'half.gz'), gzipSync(idx([5], [1, 2, 3, 4, 5])).subarray(0, 15));
    await expect(readIdx(join(folder, 'half.gz'))).rejects.toThrow(/cannot be unpacked/);
  });

  const real = realDataFolder();
  it.skipIf(!real)('reads the real digits (skipped where there are none)', async () => {
    const { trainImages, trainLabels, testImages } = await loadMnist({
      folder: join(real as string, 'mnist'),
      train: 5,
    });
    expect([trainImages.shape, testImages.shape]).toEqual([
      [5, 28, 28],
      [10000, 28, 28],
    ]);
    expect(trainLabels.arraySync()).toEqual([5, 0, 4, 1, 9]);
  });
});
