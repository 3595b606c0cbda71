import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { tf } from '../../../src/engine/index.js';
import { jupyterDisplay, toMimeBundle } from '../../../src/notebook/index.js';
import {
  getTransforms,
  ImageDataBunch,
  ImageItemList,
  ImageList,
  imagenetStats,
} from '../../../src/vision/index.js';

vi.spyOn(console, 'warn').mockImplementation(() => undefined);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-blocks-'));
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } })
    .png()
    .toBuffer();
  for (const part of ['train', 'valid', 'test'])
    for (let i = 0; i < 10; i++) {
      const name = part === 'test' ? `test/${i}.png` : `${part}/${i % 2 ? 'cat' : 'dog'}/${part}_${i}.png`;
      await mkdir(join(folder, dirname(name)), { recursive: true });
      await writeFile(join(folder, name), bytes);
    }
});

const names = ({ validDs }: ImageDataBunch) => validDs.items.map(({ path }) => path.slice(folder.length + 1));

describe('data blocks (fastai habits)', () => {
  it('make the bunch that the factory makes, in either order of split and label', async () => {
    const factory = await ImageDataBunch.fromFolder(folder, {
      train: 'train',
      validPct: 0.4,
      size: 8,
      bs: 2,
    });
    const blocks = await ImageList.fromFolder(join(folder, 'train'))
      .splitByRandPct(0.4)
      .labelFromFolder()
      .transform(getTransforms(), { size: 8 })
      .databunch({ bs: 2 })
      .normalize(imagenetStats);
    expect(blocks.classes).toEqual(factory.classes);
    expect([blocks.size, blocks.trainDl.batchSize, blocks.stats]).toEqual([[8, 8], 2, imagenetStats]);
    const older = await ImageItemList.fromFolder(join(folder, 'train'))
      .labelFromFolder()
      .randomSplitByPct(0.4)
      .transform([], { size: 8 })
      .databunch();
    expect(names(older)).toEqual(names(blocks));
    expect(blocks.trainDs.length + blocks.validDs.length).toBe(10);
  });

  it('split by folder, with a test folder that is no class', async () => {
    const data = await ImageList.fromFolder(folder)
      .splitByFolder()
      .labelFromFolder()
      .addTestFolder()
      .transform([], { size: 8 })
      .normalize(imagenetStats)
      .databunch();
    expect([data.trainDs, data.validDs, data.testDs].map((set) => set?.length)).toEqual([10, 10, 10]);
    expect([data.classes, data.stats]).toEqual([['cat', 'dog'], imagenetStats]);
  });

  it('split by positions, files, functions, a file of names, or not at all', async () => {
    const list = ImageList.fromFolder(join(folder, 'train')).labelFromRe(/\/(cat|dog)\//);
    const made = (split: ImageList) => split.transform([], { size: 8 }).databunch();
    expect((await made(list.splitByIdx([0, 7]))).valY).toEqual([0, 1]);
    expect((await made(list.splitByFiles(['train_3.png', 'dog/train_4.png']))).valNames).toEqual([
      'cat/train_3.png',
      'dog/train_4.png',
    ]);
    expect((await made(list.splitByValidFunc((path) => /_[12]\.png$/.test(path)))).validDs.length).toBe(2);
    await writeFile(join(folder, 'train', 'valid.txt'), 'train_5.png\r\n\r\n');
    expect((await made(list.splitByFnameFile('valid.txt'))).valNames).toEqual(['cat/train_5.png']);
    expect((await made(list.splitNone())).validDs.length).toBe(0);
    const cats = list.filterByFolder({ include: ['cat'] }).labelFromFunc((path) => path.at(-5));
    expect((await made(cats.splitNone())).classes).toEqual(['1', '3', '5', '7', '9']);
  });

  it('read tables: names, labels and sides', async () => {
    const rows = Array.from({ length: 10 }, (_, i) => `train_${i},a b,${i === 4}\n`).join('');
    await writeFile(join(folder, 'labels.csv'), `id,tags,is_valid\n${rows}`);
    const table = { folder: 'train/dog', suffix: '.png' };
    const data = await ImageList.fromCsv(folder, 'labels.csv', table)
      .splitFromDf()
      .labelFromDf('tags', { labelDelim: ' ' })
      .transform([], { size: 8 })
      .databunch();
    expect([data.targetKind, data.classes, names(data)]).toEqual([
      'multi',
      ['a', 'b'],
      ['train/dog/train_4.png'],
    ]);
    const records = [
      { name: 'train_0.png', y: 0.5 },
      { name: 'train_2.png', y: 2 },
    ];
    const numbers = await ImageList.fromDf(records, folder, { folder: 'train/dog' })
      .splitNone()
      .labelFromDf()
      .transform([], { size: 8 })
      .databunch();
    expect([numbers.targetKind, numbers.trainDs.target(1)]).toEqual(['number', 2]);
  });

  it('say which step is missing', async () => {
    const list = ImageList.fromFolder(folder);
    await expect(list.databunch()).rejects.toThrow(
      /`split` must be said before databunch\(\): splitByRandPct/,
    );
    await expect(list.splitNone().databunch()).rejects.toThrow(/`label` must be said/);
    await expect(list.splitFromDf().labelFromFolder().databunch()).rejects.toThrow(/came from a folder/);
  });
});

describe('factories (fastai habits)', () => {
  it('take fromDf, labelFunc and pat', async () => {
    const records = [
      { name: 'test/0.png', label: 'a' },
      { name: 'test/1.png', label: 'b' },
    ];
    expect((await ImageDataBunch.fromDf(folder, records, { size: 8, validPct: 0 })).classes).toEqual([
      'a',
      'b',
    ]);
    const files = ['train/cat/train_1.png', 'train/dog/train_2.png'];
    const options = { size: 8, validPct: 0 };
    const labelFunc = (path: string) => path.split('/').at(-2);
    expect((await ImageDataBunch.fromNameFunc(folder, files, { ...options, labelFunc })).c).toBe(2);
    expect((await ImageDataBunch.fromNameRe(folder, files, { ...options, pat: /_(\d)/ })).classes).toEqual([
      '1',
      '2',
    ]);
  });
});

describe('what cells show (fastai habits)', () => {
  it('data.validDs[0] is a photo with its label', async () => {
    const data = await ImageDataBunch.fromFolder(folder, { size: 8, bs: 2 });
    const first = data.validDs[0];
    expect(first).toMatchObject({ label: 'cat', target: 0, path: data.validDs.items[0]?.path });
    expect((await first?.open())?.size).toEqual([8, 8]);
    const bundle = await first?.[jupyterDisplay]();
    expect(bundle?.['text/plain']).toMatch(/valid_1\.png: cat$/);
    expect(Object.keys(bundle ?? {}).some((type) => type.startsWith('image/'))).toBe(true);
    expect([data.validDs[10], `${data.validDs}`.slice(0, 6), data.validDs instanceof Object]).toEqual([
      undefined,
      'valid:',
      true,
    ]);
  });

  it('a network is its summary', async () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 2, inputShape: [3], name: 'only' })] });
    expect((await toMimeBundle(model))['text/plain']).toMatch(/only \(Dense\)[\s\S]*8/);
    expect((await toMimeBundle(tf.sequential()))['text/plain']).toMatch(/Total params: 0/);
  });
});
