import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tf } from '../../../src/engine/index.js';
import {
  copyRandomSample,
  ImageClassifierData,
  ImageDataBunch,
  moveRandomSample,
  tfmsFromModel,
  transformsSideOn,
} from '../../../src/vision/index.js';

let folder: string;
const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);

async function photo(path: string, background = '#808080'): Promise<string> {
  await mkdir(join(path, '..'), { recursive: true });
  await sharp({ create: { width: 12, height: 10, channels: 3, background } })
    .png()
    .toFile(path);
  return path;
}

beforeEach(async () => {
  warn.mockClear();
  folder = await mkdtemp(join(tmpdir(), 'tsvision-factories-'));
});

async function photos(n: number, name: (i: number) => string): Promise<string[]> {
  return Promise.all(Array.from({ length: n }, (_, i) => photo(join(folder, name(i)))));
}

describe('ImageDataBunch.fromCsv', () => {
  it('reads names with backslashes, a header and quoted cells', async () => {
    await photos(10, (i) => `a/${i}.png`);
    const rows = Array.from({ length: 10 }, (_, i) => `a\\${i}.png,"${i % 2 ? 'cat, big' : 'dog'}"`);
    await writeFile(join(folder, 'cleaned.csv'), `\uFEFFname,label\r\n${rows.join('\r\n')}\r\n`);
    const data = await ImageDataBunch.fromCsv(folder, { csvLabels: 'cleaned.csv', size: 8 });
    expect(data.classes).toEqual(['cat, big', 'dog']);
    expect([data.trainDs.length, data.validDs.length]).toEqual([8, 2]);
    expect(data.valNames.every((name) => /^a\/\d\.png$/.test(name))).toBe(true);
  });

  it('reads several labels a photo, a folder, a suffix, and no header', async () => {
    await photos(4, (i) => `planet/${i}.png`);
    await writeFile(join(folder, 'tags.csv'), '0,clear primary\n1,cloudy\n2,clear  road\n3,\n');
    const data = await ImageDataBunch.fromCsv(folder, {
      csvLabels: 'tags.csv',
      header: false,
      folder: 'planet',
      suffix: '.png',
      labelDelim: ' ',
      validPct: 0,
      size: 8,
      bs: 4,
    });
    expect(data.targetKind).toBe('multi');
    expect(data.classes).toEqual(['clear', 'cloudy', 'primary', 'road']);
    expect(data.classCounts).toEqual({ clear: 2, cloudy: 1, primary: 1, road: 1 });
    const { xs, ys } = await data.oneBatch('fix');
    expect(ys.arraySync()).toEqual([
      [1, 0, 1, 0],
      [0, 1, 0, 0],
      [1, 0, 0, 1],
      [0, 0, 0, 0],
    ]);
    tf.dispose([xs, ys]);
  });

  it('names photos that are not there, and fails when none is', async () => {
    await photos(2, (i) => `${i}.png`);
    await writeFile(join(folder, 'labels.csv'), 'name,label\n0.png,a\n1.png,b\n7.png,a\n');
    const data = await ImageDataBunch.fromCsv(folder, { size: 8, validPct: 0 });
    expect(data.trainDs.length).toBe(2);
    expect(data.notices[0]).toMatch(/1 photos of the table are not there: .*7\.png/);
    await expect(ImageDataBunch.fromCsv(folder, { size: 8, folder: 'x' })).rejects.toThrow(
      /None of the 3 photos/,
    );
    await expect(ImageDataBunch.fromCsv(folder, { csvLabels: 'no.csv' })).rejects.toThrow(
      /There is no file at .*no\.csv/,
    );
    await expect(ImageDataBunch.fromCsv(folder, { labelCol: 'tag' })).rejects.toThrow(/column.*name, label/);
  });
});

describe('ImageDataBunch from lists and names', () => {
  it('splits by a column', async () => {
    const files = await photos(3, (i) => `${i}.png`);
    const records = files.map((_, i) => ({ name: `${i}.png`, label: 'x', is_valid: i === 1 }));
    const data = await ImageDataBunch.fromRecords(folder, records, { validCol: 'is_valid', size: 8 });
    expect(data.valNames).toEqual(['1.png']);
  });

  it('takes the label from a pattern, whatever the order of the list', async () => {
    const files = await photos(12, (i) => `images/${i % 3 ? 'great_dane' : 'beagle'}_${i}.png`);
    const make = (list: string[]) =>
      ImageDataBunch.fromNameRe(folder, list, /\/([^/]+)_\d+.png$/g, { size: 8 });
    const data = await make(files);
    expect(data.classes).toEqual(['beagle', 'great_dane']);
    expect((await make([...files].reverse())).valNames).toEqual(data.valNames);
    await expect(ImageDataBunch.fromNameRe(folder, files, /(no name \d+)/, { size: 8 })).rejects.toThrow(
      /beagle_0\.png/,
    );
  });

  it('takes numbers as targets', async () => {
    const files = await photos(3, (i) => `${i}.png`);
    const data = await ImageDataBunch.fromLists(folder, files, [0.5, -2, 7], { size: 8, validPct: 0, bs: 3 });
    const { xs, ys } = await data.oneBatch('fix');
    expect([data.targetKind, data.c, ys.dtype]).toEqual(['number', 0, 'float32']);
    expect(ys.arraySync()).toEqual([0.5, -2, 7]);
    tf.dispose([xs, ys]);
    await expect(ImageDataBunch.fromLists(folder, files, [1])).rejects.toThrow(/an array of 3/);
    await expect(ImageDataBunch.fromLists(folder, [], [])).rejects.toThrow(/list of photos is empty/);
  });

  it('draws rare classes as often as others when balanced', async () => {
    const files = await photos(40, (i) => `${i}.png`);
    const labels = files.map((_, i) => (i < 4 ? 'rare' : 'common'));
    const data = await ImageDataBunch.fromLists(folder, files, labels, {
      size: 8,
      validPct: 0,
      sampling: 'balanced',
      bs: 4,
    });
    const rare = Array.from({ length: 50 }, (_, epoch) => data.trainDl.order(epoch))
      .flat()
      .filter((i) => i < 4).length;
    expect(rare / (50 * 40)).toBeCloseTo(0.5, 1);
    expect(data.trainDl.order(3)).toEqual(data.trainDl.order(3));
  });

  it('knows the statistics of its photos', async () => {
    const files = [
      await photo(join(folder, 'a.png'), '#ff0000'),
      await photo(join(folder, 'b.png'), '#000000'),
    ];
    const data = await ImageDataBunch.fromLists(folder, files, ['a', 'b'], { size: 8, validPct: 0 });
    const { mean, std } = await data.batchStats();
    expect(mean).toEqual([0.5, 0, 0]);
    expect(std[0]).toBeCloseTo(0.5, 6);
  });

  it('asks for a size when photos differ, and gives them another one on request', async () => {
    await photos(3, (i) => `${i}.png`);
    await sharp({ create: { width: 30, height: 10, channels: 3, background: '#fff' } })
      .png()
      .toFile(join(folder, '3.png'));
    const files = [0, 1, 2, 3].map((i) => join(folder, `${i}.png`));
    const data = await ImageDataBunch.fromLists(folder, files, ['a', 'b', 'a', 'b'], { validPct: 0, bs: 4 });
    expect(data.size).toEqual([10, 12]);
    const { xs, ys, indices } = await data.oneBatch('fix');
    expect([...indices]).toEqual([0, 1, 2]);
    expect([...data.unreadable.reasons.values()][0]).toMatch(/10 × 30 pixels, and the others 10 × 12/);
    tf.dispose([xs, ys]);
    expect((await data.resized(6)).trainDs.items).toEqual(data.trainDs.items);
  });
});

describe('ImageClassifierData.fromPaths', () => {
  it('reads the folders of the 2018 lesson and normalises', async () => {
    for (const part of ['train', 'valid'])
      for (const c of ['cats', 'dogs']) await photos(3, (i) => `${part}/${c}/${i}.png`);
    await photos(2, (i) => `test1/${i}.png`);
    const tfms = tfmsFromModel('resnet34', 8, { augTfms: transformsSideOn, maxZoom: 1.1 });
    const data = await ImageClassifierData.fromPaths(folder, { tfms, testName: 'test1', bs: 2 });
    expect([data.trainDs.length, data.validDs.length, data.testDs?.length, data.c]).toEqual([6, 6, 2, 2]);
    expect(data.valY).toEqual([0, 0, 0, 1, 1, 1]);
    expect(data.valNames[0]).toBe('valid/cats/0.png');
    for await (const { xs, ys } of data.augDl.batches()) {
      expect(xs.shape).toEqual([2, 8, 8, 3]);
      tf.dispose([xs, ys]);
    }
    expect(() => data.normalize(tfms.stats)).toThrow(/second time/);
  });
});

describe('random samples', () => {
  it('moves and copies photos with their class folders, and replaces nothing', async () => {
    await photos(8, (i) => `train/${i % 2 ? 'a' : 'b'}/${i}.png`);
    const [train, valid, sample] = ['train', 'valid', 'sample'].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const moved = await moveRandomSample(train, valid, { n: 3, seed: 1 });
    expect(moved).toHaveLength(3);
    const count = async (path: string) =>
      (await readdir(path, { recursive: true })).filter((name) => name.endsWith('.png')).length;
    expect([await count(train), await count(valid)]).toEqual([5, 3]);
    const first = await copyRandomSample(train, sample, { n: 2, seed: 1 });
    expect([await count(train), await count(sample)]).toEqual([5, 2]);
    await expect(copyRandomSample(train, sample, { n: 2, seed: 1 })).rejects.toThrow(first[0]);
    await expect(moveRandomSample(train, valid, { n: 6 })).rejects.toThrow(/an integer of 0 to 5/);
    expect(await count(train)).toBe(5);
  });
});
