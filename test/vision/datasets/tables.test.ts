import { mkdir, mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { tf } from '../../../src/engine/index.js';
import { Learner } from '../../../src/train/index.js';
import { recordsSplit } from '../../../src/vision/datasets/tableSplit.js';
import { csvRecords, type FromCsvOptions, ImageDataBunch } from '../../../src/vision/index.js';

vi.spyOn(console, 'warn').mockImplementation(() => undefined);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-tables-'));
});

async function put(...names: string[]): Promise<void> {
  const png = sharp({ create: { width: 8, height: 8, channels: 3, background: '#808080' } });
  const bytes = await png.png().toBuffer();
  for (const name of names) {
    await mkdir(join(folder, dirname(name)), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
}

const table = (text: string): Promise<void> => writeFile(join(folder, 'labels.csv'), text);
const numbered = (n: number): string[] => Array.from({ length: n }, (_, i) => `${i}.png`);
const sides = ({ trainDs, validDs }: ImageDataBunch) => ({
  train: trainDs.items.map(({ path, label }) => [path, label]),
  valid: validDs.items.map(({ path, label }) => [path, label]),
});

describe('labels that are none', () => {
  it('leaves out empty and NaN labels of labels.csv and names them (cleanlab#987)', async () => {
    await put(...numbered(9));
    await table(
      'name,label\n0.png,cat\n1.png,\n2.png,NaN\n3.png,dog\n4.png,  \n5.png,nan\n6.png,NA\n7.png,<NA>\n8.png,null\n',
    );
    const data = await ImageDataBunch.fromCsv(folder, { size: 8, validPct: 0 });
    expect(data.classes).toEqual(['cat', 'dog']);
    expect(data.trainDs.length).toBe(2);
    expect(data.notices[0]).toMatch(
      /^7 photos without a label were left out: 1\.png \(“”\), 2\.png \(“NaN”\)/,
    );
    const asText = await ImageDataBunch.fromCsv(folder, { size: 8, validPct: 0, naValues: ['nan'] });
    expect(asText.classes).toEqual(['<NA>', 'NA', 'NaN', 'cat', 'dog', 'null']);
  });

  it('leaves out undefined, null and NaN of records, lists and functions', async () => {
    await put(...numbered(5));
    const values = ['a', undefined, null, Number.NaN, 'b'];
    const records = values.map((label, i) => ({ name: `${i}.png`, label }));
    const byRecords = await ImageDataBunch.fromRecords(folder, records, { size: 8, validPct: 0 });
    expect(byRecords.classes).toEqual(['a', 'b']);
    const lists = values as (string | undefined | null)[];
    const byLists = await ImageDataBunch.fromLists(folder, numbered(5), lists, { size: 8, validPct: 0 });
    expect([byLists.classes, byLists.trainDs.length]).toEqual([['a', 'b'], 2]);
    const byName = await ImageDataBunch.fromNameFunc(
      folder,
      numbered(5),
      (path) => lists[Number(path.at(-5))],
      {
        size: 8,
        validPct: 0,
      },
    );
    expect(byName.classes).toEqual(['a', 'b']);
    const numbers = await recordsSplit(
      folder,
      [1, '', 'NaN', 2.5].map((y, i) => ({ name: `${i}.png`, y })),
      { targetKind: 'number', validPct: 0 },
    );
    expect(numbers.train.map(({ label }) => label)).toEqual([1, 2.5]);
    await expect(recordsSplit(folder, [{ name: '0.png', y: '' }])).rejects.toThrow(
      /No photo of the list has a label/,
    );
  });
});

describe('columns', () => {
  it('keep their order and their cells whatever their names are (keras#19761)', async () => {
    await put('0.png', '1.png');
    await writeFile(join(folder, 't.csv'), 'file,2,1,__proto__,1\n0.png,x,y,z,w\n1.png,a,b,c,d\n');
    const [first] = await csvRecords(join(folder, 't.csv'));
    expect(Object.entries(first as object)).toEqual([
      ['file', '0.png'],
      ['2', 'x'],
      ['1', 'y'],
      ['__proto__', 'z'],
      ['1.1', 'w'],
    ]);
    const data = await ImageDataBunch.fromCsv(folder, { csvLabels: 't.csv', size: 8, validPct: 0 });
    expect(data.classes).toEqual(['a', 'x']);
    await expect(
      ImageDataBunch.fromCsv(folder, { csvLabels: 't.csv', labelCol: 'toString' }),
    ).rejects.toThrow(/`column` must be one of file, 2, 1/);
  });

  it('counts classes in their order', async () => {
    await put(...numbered(4));
    const data = await ImageDataBunch.fromLists(folder, numbered(4), ['10', '2', 'constructor', '2'], {
      size: 8,
      validPct: 0,
    });
    expect(Object.entries(data.classCounts)).toEqual([
      ['10', 1],
      ['2', 2],
      ['constructor', 1],
    ]);
    expect(data.classes).toEqual(['10', '2', 'constructor']);
  });
});

describe('names', () => {
  it('finds Bär.jpg whichever way disk and table spell it', async () => {
    const [one, two] = ['B\u00e4r', 'Ba\u0308r'];
    await put(`${two}/${two} 1.png`, `${one}2.png`);
    await table(`name,label\n${one}/${one} 1.png,${one}\n${two}2.png,${two}\n`);
    const data = await ImageDataBunch.fromCsv(folder, { size: 8, validPct: 0, bs: 2 });
    expect([data.classes, data.trainDs.length]).toEqual([[one], 2]);
    const { xs, ys, indices } = await data.oneBatch('fix');
    expect([...indices]).toEqual([0, 1]);
    tf.dispose([xs, ys]);
    const lists = await ImageDataBunch.fromLists(folder, [`${two}2.png`, `${one}/${one} 1.png`], ['a', 'b'], {
      size: 8,
      valid: new Set([join(folder, one, `${one} 1.png`)]),
    });
    expect(lists.validDs.items.map(({ label }) => label)).toEqual(['b']);
  });
});

describe('the side in a table', () => {
  it('is read from is_valid, drawn where it is empty, and refused where it says nothing', async () => {
    await put(...numbered(12));
    const cell = (i: number) => ['True', 'False', ''][i % 3];
    await table(
      `name,label,is_valid\n${numbered(12)
        .map((name, i) => `${name},x,${cell(i)}\n`)
        .join('')}`,
    );
    const data = await ImageDataBunch.fromCsv(folder, { size: 8, validPct: 0 });
    expect(data.valNames).toEqual(['0.png', '3.png', '6.png', '9.png']);
    const asked = await ImageDataBunch.fromCsv(folder, { size: 8, validPct: 0.5 });
    expect(asked.notices.join()).toMatch(/column is_valid says who is for validation, not validPct/);
    const drawn = await ImageDataBunch.fromCsv(folder, { size: 8, validPct: 0, validCol: false });
    expect(drawn.validDs.length).toBe(0);
    await table('name,label,part\n0.png,a,train\n1.png,b,valid\n2.png,a,test\n3.png,c,test\n');
    const parts = await ImageDataBunch.fromCsv(folder, { size: 8, validCol: 'part' });
    expect([parts.trainDs, parts.validDs, parts.testDs].map((set) => set?.length)).toEqual([1, 1, 2]);
    expect([parts.classes, parts.testDs?.items[0]?.label]).toEqual([['a', 'b'], 'a']);
    await table('name,label,part\n0.png,a,train\n1.png,b,perhaps\n');
    await expect(ImageDataBunch.fromCsv(folder, { size: 8, validCol: 'part' })).rejects.toThrow(
      /`part` must be true or false.*“?perhaps/,
    );
  });
});

async function learnerOf(data: ImageDataBunch): Promise<Learner> {
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [8, 8, 3] }), tf.layers.dense({ units: Math.max(2, data.c) })],
  });
  return new Learner(data, model);
}

describe('cleaned.csv', () => {
  const cases: [string, string, FromCsvOptions][] = [
    ['fastai’s columns', 'name,label,is_valid\n{}.png,{c},{v}\n', {}],
    [
      'other columns',
      'id|part|kind|note\n{}|{p}|{c}|"a | b"\n',
      {
        delimiter: '|',
        suffix: '.png',
        fnCol: 'id',
        labelCol: 'kind',
        validCol: 'part',
      },
    ],
    ['no side, another seed', 'name,label\n{}.png,{c}\n', { validPct: 0.4, seed: 7 }],
    ['no header', '{}.png,{c},{v}\n', { header: false, validCol: 2 }],
  ];
  it.each(cases)('is read by the same call with the same split: %s', async (_, pattern, options) => {
    await put(...Array.from({ length: 20 }, (_, i) => `img/${i}.png`));
    const lines = pattern.trimEnd().split('\n');
    const row = (i: number) =>
      (lines.at(-1) as string)
        .replace('{}', String(i))
        .replace('{c}', i % 2 ? 'cat, big' : 'dog')
        .replace(/cat, big(?=,|$)/, (text) => (options.delimiter ? text : `"${text}"`))
        .replace('{v}', i % 3 ? 'False' : 'True')
        .replace('{p}', i === 19 ? 'test' : i % 4 ? 'train' : 'valid');
    const rows = Array.from({ length: 20 }, (_, i) => `${row(i)}\n`).join('');
    await table((lines.length > 1 ? `${lines[0]}\n` : '') + rows);
    const call = { folder: 'img', size: 8, bs: 4, ...options };
    const before = await ImageDataBunch.fromCsv(folder, call);
    const cleaner = await ImageCleaner.open(await learnerOf(before), { audit: false });
    const gone = join(folder, 'img/5.png');
    const other = join(folder, 'img/6.png');
    await cleaner.delete(['img/5.png']);
    await cleaner.relabel(['img/6.png'], 'wolf');
    await cleaner.apply({ mode: 'csv' });
    cleaner.close();
    await rename(join(folder, 'cleaned.csv'), join(folder, 'labels.csv'));
    const after = await ImageDataBunch.fromCsv(folder, call);
    const cleaned = (items: readonly unknown[][]) =>
      items.filter(([path]) => path !== gone).map(([path, label]) => [path, path === other ? 'wolf' : label]);
    const wanted = { train: cleaned(sides(before).train), valid: cleaned(sides(before).valid) };
    expect(sides(after)).toEqual(wanted);
    expect(after.testDs?.items).toEqual(before.testDs?.items);
  });

  it('carries the side of data that came from folders', async () => {
    await put(...numbered(6).flatMap((name) => [`train/a/${name}`, `valid/b/${name}`, `train/b/${name}`]));
    const before = await ImageDataBunch.fromFolder(folder, { size: 8, bs: 4 });
    const cleaner = await ImageCleaner.open(await learnerOf(before), { audit: false });
    await cleaner.apply({ mode: 'csv' });
    cleaner.close();
    expect(await readFile(join(folder, 'cleaned.csv'), 'utf8')).toMatch(
      /^name,label,is_valid\ntrain\/a\/0.png,a,False\n/,
    );
    const after = await ImageDataBunch.fromCsv(folder, { csvLabels: 'cleaned.csv', size: 8, bs: 4 });
    expect(sides(after)).toEqual(sides(before));
  });

  it('keeps several labels of a photo', async () => {
    await put(...numbered(4));
    const lists = [['a', 'b'], ['b'], ['c'], ['a', 'c']];
    const before = await ImageDataBunch.fromLists(folder, numbered(4), lists, { size: 8, valid: [1], bs: 3 });
    const cleaner = await ImageCleaner.open(await learnerOf(before), { audit: false });
    await cleaner.apply({ mode: 'csv' });
    cleaner.close();
    const after = await ImageDataBunch.fromCsv(folder, {
      csvLabels: 'cleaned.csv',
      labelDelim: ';',
      size: 8,
    });
    expect(sides(after)).toEqual(sides(before));
  });
});
