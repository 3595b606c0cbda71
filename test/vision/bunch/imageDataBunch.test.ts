import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tf } from '../../../src/engine/index.js';
import { jupyterDisplay } from '../../../src/notebook/index.js';
import { getTransforms, ImageDataBunch, imagenetStats } from '../../../src/vision/index.js';

let folder: string;
const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);

async function photo(path: string, background: string, size: [number, number] = [40, 30]): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  await sharp({ create: { width: size[0], height: size[1], channels: 3, background } })
    .png()
    .toFile(path);
}

beforeEach(async () => {
  warn.mockClear();
  folder = await mkdtemp(join(tmpdir(), 'tsvision-bunch-'));
  for (let i = 0; i < 10; i++) {
    await photo(join(folder, 'red', `${i}.png`), '#f00');
    await photo(join(folder, 'blue', `${i}.png`), '#00f', [30, 50]);
  }
});

afterEach(() => warn.mockClear());

const options = { train: '.', validPct: 0.2, size: 16, bs: 4, dsTfms: getTransforms() };

describe('ImageDataBunch.fromFolder', () => {
  it('labels by folder, sorts classes, and splits by a seed that does not depend on the file system', async () => {
    const data = await ImageDataBunch.fromFolder(folder, options);
    expect(data.classes).toEqual(['blue', 'red']);
    expect(data.c).toBe(2);
    expect([data.trainDs.length, data.validDs.length]).toEqual([16, 4]);
    const names = data.validDs.items.map(({ path }) => relative(folder, path));
    expect(names).toEqual([...names].sort());
    const again = await ImageDataBunch.fromFolder(folder, options);
    expect(again.validDs.items).toEqual(data.validDs.items);
    const other = await ImageDataBunch.fromFolder(folder, { ...options, seed: 1 });
    expect(other.validDs.items).not.toEqual(data.validDs.items);
    expect(new Set([...data.trainDs.items, ...data.validDs.items].map(({ path }) => path)).size).toBe(20);
  });

  it('gives normalised batches whose targets fit the photos', async () => {
    const data = (
      await ImageDataBunch.fromFolder(folder, { ...options, dsTfms: getTransforms({ maxLighting: 0 }) })
    ).normalize(imagenetStats);
    let seen = 0;
    for await (const { xs, ys, indices } of data.trainDl.batches()) {
      expect(xs.shape).toEqual([4, 16, 16, 3]);
      expect(ys.dtype).toBe('int32');
      const colours = data.denorm(xs);
      const means = colours.mean([1, 2]).arraySync() as number[][];
      (ys.arraySync() as number[]).forEach((target, i) => {
        expect(target).toBe(data.trainDs.target(indices[i] as number));
        const [red, , blue] = means[i] as [number, number, number];
        expect(target === 1 ? red : blue).toBeCloseTo(1, 3);
      });
      seen += indices.length;
      tf.dispose([xs, ys, colours]);
    }
    expect(seen).toBe(16);
  });

  it('is the same for the same seed and epoch, and another for another epoch', async () => {
    const pass = async (epoch: number) => {
      const data = await ImageDataBunch.fromFolder(folder, options);
      const values: number[] = [];
      for await (const { xs, ys } of data.trainDl.batches({ epoch })) {
        values.push(...(await xs.data()));
        tf.dispose([xs, ys]);
      }
      return values;
    };
    const first = await pass(3);
    expect(await pass(3)).toEqual(first);
    expect(await pass(4)).not.toEqual(first);
  });

  it('keeps all photos of a set smaller than a batch, and says so', async () => {
    const data = await ImageDataBunch.fromFolder(folder, { ...options, bs: 64 });
    expect(data.trainDl.length).toBe(1);
    const { xs, ys, indices } = await data.oneBatch();
    expect(indices.length).toBe(16);
    tf.dispose([xs, ys]);
    expect(warn).toHaveBeenCalledWith(
      expect.stringContaining('16 training photos, fewer than the batch size of 64'),
    );
  });

  it('never takes a test folder for a class', async () => {
    await photo(join(folder, 'test', 'a.png'), '#0f0');
    const data = await ImageDataBunch.fromFolder(folder, { ...options, test: 'test' });
    expect(data.classes).toEqual(['blue', 'red']);
    expect(data.testDs?.length).toBe(1);
    expect(data.testDs?.target(0)).toBe(-1);
    const unnamed = await ImageDataBunch.fromFolder(folder, options);
    expect(unnamed.classes).toEqual(['blue', 'red']);
    expect(unnamed.notices.join()).toContain('The folder test is no class');
  });

  it('names what it leaves out, empty classes and classes of one photo', async () => {
    await writeFile(join(folder, 'red', 'notes.txt'), 'x');
    await writeFile(join(folder, 'red', '.DS_Store'), 'x');
    await mkdir(join(folder, 'green'));
    await photo(join(folder, 'white', '0.png'), '#fff');
    const data = await ImageDataBunch.fromFolder(folder, { ...options, validPct: 0 });
    const text = data.notices.join('\n');
    expect(text).toContain('notes.txt');
    expect(text).not.toContain('DS_Store');
    expect(text).toContain('The class folder green holds no photos');
    expect(text).toContain('The class white has one photo');
    expect(data.classes).toEqual(['blue', 'red', 'white']);
  });

  it('reads train and valid folders', async () => {
    await photo(join(folder, 's', 'train', 'a', '1.png'), '#fff');
    await photo(join(folder, 's', 'train', 'b', '1.png'), '#fff');
    await photo(join(folder, 's', 'valid', 'a', '2.png'), '#fff');
    const data = await ImageDataBunch.fromFolder(join(folder, 's'), { size: 8 });
    expect(data.trainDs.items.map(({ label }) => label)).toEqual(['a', 'b']);
    expect(data.validDs.items.map(({ label }) => label)).toEqual(['a']);
  });

  it('names a missing folder, a missing train folder and a folder without photos', async () => {
    await expect(ImageDataBunch.fromFolder(join(folder, 'none'))).rejects.toThrow(
      /There is no folder at .*none/,
    );
    await expect(ImageDataBunch.fromFolder(folder)).rejects.toThrow(/train[\s\S]*validPct: 0\.2/);
    await mkdir(join(folder, 'empty'));
    await expect(ImageDataBunch.fromFolder(join(folder, 'empty'), options)).rejects.toThrow(
      /no photos in class folders/,
    );
  });

  it('leaves out a broken photo, reports it once, and goes on', async () => {
    await writeFile(join(folder, 'red', '0.png'), 'not a picture');
    const data = await ImageDataBunch.fromFolder(folder, { ...options, validPct: 0 });
    for (const epoch of [0, 1]) {
      let seen = 0;
      for await (const { xs, ys, indices } of data.fixDl.batches({ epoch })) {
        expect(xs.shape[0]).toBe(indices.length);
        seen += indices.length;
        tf.dispose([xs, ys]);
      }
      expect(seen).toBe(19);
    }
    expect(warn).toHaveBeenCalledTimes(1);
    expect([...data.unreadable.reasons.keys()]).toEqual([join(folder, 'red', '0.png')]);
  });

  it('normalises once only', async () => {
    const data = (await ImageDataBunch.fromFolder(folder, options)).normalize(imagenetStats);
    expect(() => data.normalize(imagenetStats)).toThrow(/second time/);
  });

  it('leaks no tensor, also when a loop is left early', async () => {
    const data = await ImageDataBunch.fromFolder(folder, options);
    const before = tf.memory().numTensors;
    for await (const { xs, ys } of data.trainDl.batches()) {
      tf.dispose([xs, ys]);
      break;
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('predicts on a single photo exactly what the validation loader gives', async () => {
    const data = (await ImageDataBunch.fromFolder(folder, options)).normalize(imagenetStats);
    const single = (await ImageDataBunch.singleFromClasses(folder, data.classes, options)).normalize(
      imagenetStats,
    );
    const { xs, ys, indices } = await data.oneBatch('valid');
    const rows = indices.length;
    const values = await xs.data();
    for (let i = 0; i < rows; i++) {
      const image = await data.validDs.image(indices[i] as number);
      const one = await single.preprocessor.prepare(image);
      const restored = JSON.parse(JSON.stringify(data.preprocessor));
      expect(restored).toEqual(JSON.parse(JSON.stringify(single.preprocessor)));
      const size = values.length / rows;
      expect(await one.data()).toEqual(values.slice(i * size, (i + 1) * size));
      one.dispose();
    }
    tf.dispose([xs, ys]);
  });

  it('shows a batch with its labels', async () => {
    const data = (await ImageDataBunch.fromFolder(folder, options)).normalize(imagenetStats);
    const before = tf.memory().numTensors;
    const bundle = await (await data.showBatch({ rows: 3 }))[jupyterDisplay]();
    const html = String(bundle['text/html']);
    expect(html.match(/<img/g)).toHaveLength(9);
    expect(html).toMatch(/red|blue/);
    expect(tf.memory().numTensors).toBe(before);
  });
});
