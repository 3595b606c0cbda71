import {
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { type ExportItem, exportDataset } from '../../../src/clean/export/index.js';
import { DistinctNames, safeFileName, safeFolderName } from '../../../src/clean/export/safeNames.js';
import { ImageCleaner } from '../../../src/clean/index.js';
import { noSmallDisk, onSmallDisk } from '../../writing/smallDisk.js';
import { buildChild, runChild } from '../support/childProgram.js';
import { inventory } from '../support/photoFolder.js';
import { readByPython, readImageFolder, whyNoReaders } from './exportReaders.js';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'tsvision-export-'));

/** Names that readers, shells and disks trip over. */
const odd = [
  'plain.jpg',
  'with space.jpg',
  'com,ma.jpg',
  'qu"ote.jpg',
  "apo'strophe.jpg",
  'ünï-日本.jpg',
  'e\u0301.jpg',
  'star*[1]?.jpg',
  'hash#1 per%20cent.jpg',
  'a::b.jpg',
  'back\\slash.jpg',
  '$HOME.jpg',
  'new\nline.jpg',
  '.hidden.jpg',
  'test_1.jpg',
  'UPPER.JPG',
];
const classes = ['black', 'Test', 'wind test 2', 'x.eval', 'té "a", b', '__init', '2020-01-01', 'a/b'];

/** Photos whose width and colour tell which they are. */
async function oddPhotos(root: string): Promise<ExportItem[]> {
  const items: ExportItem[] = [];
  const splits = ['train', 'valid', 'test', undefined] as const;
  for (const [i, name] of [...odd, ...odd.slice(0, classes.length)].entries()) {
    const path = join(root, `folder ${i % 5}`, i < odd.length ? name : `${i}-${name}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await jpeg(16 + i, 12, { r: 10 * (i % 24), g: 0, b: 255 }));
    items.push({ path, label: classes[i % classes.length] as string, split: splits[i % 4] });
  }
  return items;
}

function jpeg(width: number, height: number, background = { r: 90, g: 120, b: 30 }): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

const part = { train: 'train', valid: 'validation', test: 'test' } as const;

let root = '';
let items: ExportItem[] = [];
beforeAll(async () => {
  root = fresh();
  items = await oddPhotos(root);
});

describe('imagefolder', () => {
  it('has each photo once, byte by byte, under a name that all take, with its class as it is', async () => {
    const target = join(fresh(), 'out');
    const before = inventory(root);
    const done = await exportDataset(items, target, { root, progress: false });
    expect(done).toMatchObject({ path: target, format: 'imagefolder', photos: items.length, leftOut: [] });
    const read = readImageFolder(target);
    expect(Object.keys(read)).toEqual(['test', 'train', 'validation']);
    for (const split of ['train', 'valid', 'test'] as const) {
      const due = items.filter((item) => (item.split ?? 'train') === split);
      const rows = read[part[split]] ?? [];
      expect(rows.map(({ label }) => label)).toEqual(due.map(({ label }) => label));
      for (const [i, { file }] of rows.entries()) {
        const source = due[i]?.path as string;
        expect(readFileSync(file).equals(readFileSync(source))).toBe(true);
        expect(Math.abs(statSync(file).mtimeMs - statSync(source).mtimeMs)).toBeLessThan(2);
        expect(relative(target, file)).not.toMatch(/[\\:*?"<>|$\n]/);
      }
    }
    expect(inventory(root)).toEqual(before);
    expect(readdirSync(dirname(target))).toEqual(['out']);
  });

  it('keeps apart what is called alike: in a class, in two classes, but for case or accents', async () => {
    const folder = fresh();
    const alike = ['1/a.jpg', '2/a.jpg', '3/A.jpg', '4/\u00e9.jpg', '5/e\u0301.jpg', '6/a.jpg', '7/a.jpg'];
    for (const [i, name] of alike.entries()) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, name), await jpeg(20 + i, 9));
    }
    const label = (i: number): string => ['one', 'One', 'a?b', 'a*b'][Math.max(0, i - 3)] as string;
    const source = alike.map((name, i) => ({ path: join(folder, name), label: label(i) }));
    const target = join(fresh(), 'out');
    await exportDataset(source, target, { progress: false });
    const rows = readImageFolder(target).train ?? [];
    expect(rows.map((row) => row.label)).toEqual(source.map((item) => item.label));
    expect(rows.map((row) => relative(join(target, 'train'), row.file))).toEqual([
      'one/a.jpg',
      'one/a-2.jpg',
      'one/A-3.jpg',
      'one/\u00e9.jpg',
      'One-2/e\u0301.jpg',
      'a_b/a.jpg',
      'a_b-2/a.jpg',
    ]);
  });

  it('makes links where it is told to, of what a link leads to, and columns of decisions', async () => {
    const folder = fresh();
    writeFileSync(join(folder, 'photo.jpg'), await jpeg(10, 10));
    linkSync(join(folder, 'photo.jpg'), join(folder, 'hard.jpg'));
    symlinkSync(join(folder, 'photo.jpg'), join(folder, 'soft.jpg'));
    const source: ExportItem[] = ['photo', 'hard', 'soft'].map((name) => ({
      path: join(folder, `${name}.jpg`),
      label: 'a',
    }));
    const decided = {
      ...source[0],
      mark: 'keep',
      was: 'b',
      tags: ['odd', 'two'],
      problems: ['blurred'],
    } as ExportItem;
    const target = join(fresh(), 'out');
    await exportDataset([decided, ...source.slice(1)], target, {
      link: true,
      decisions: true,
      progress: false,
    });
    const rows = readImageFolder(target).train ?? [];
    for (const { file } of rows) expect(statSync(file).ino).toBe(statSync(join(folder, 'photo.jpg')).ino);
    expect(rows.map(({ extra }) => extra)).toEqual([
      { was: 'b', mark: 'keep', tags: 'odd;two', problems: 'blurred' },
      { was: '', mark: '', tags: '', problems: '' },
      { was: '', mark: '', tags: '', problems: '' },
    ]);
  });

  it('leaves out what is gone or no photo, and names it', async () => {
    const folder = fresh();
    mkdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a/1.jpg'), await jpeg(10, 10));
    writeFileSync(join(folder, 'a/2.jpg'), 'no photo');
    const source = ['1', '2', '3'].map((name) => ({ path: join(folder, 'a', `${name}.jpg`), label: 'a' }));
    const done = await exportDataset(source, join(fresh(), 'out'), { progress: false });
    expect(done.photos).toBe(1);
    expect(done.leftOut.map(({ path, why }) => [basename(path), why])).toEqual([
      ['2.jpg', 'it is no picture, or of an unknown format'],
      ['3.jpg', 'the file is not there'],
    ]);
    expect(String(done)).toContain('2 left out:');
  });

  it('writes over nothing, and not into the data set', async () => {
    const target = fresh();
    writeFileSync(join(target, 'mine.txt'), 'mine');
    await expect(exportDataset(items, target, { progress: false })).rejects.toMatchObject({
      name: 'ExportExistsError',
      path: target,
      remedy: 'Name another folder, or move that one away.',
    });
    expect(readdirSync(target)).toEqual(['mine.txt']);
    await expect(exportDataset(root, join(root, 'out'), { progress: false })).rejects.toMatchObject({
      argument: 'path',
    });
    const empty = fresh();
    expect((await exportDataset(items, empty, { progress: false })).photos).toBe(items.length);
  });

  it('Stop leaves nothing at the place, and the next call copies the rest alone', async () => {
    const target = join(fresh(), 'out');
    const stop = new AbortController();
    let seen = 0;
    const signal = Object.assign(stop.signal, {
      throwIfAborted: () => {
        if (++seen === 9) throw new DOMException('Stop', 'AbortError');
      },
    });
    await expect(exportDataset(items, target, { signal, progress: false })).rejects.toThrow('Stop');
    expect(existsSync(target)).toBe(false);
    const draft = join(dirname(target), '.out.part');
    const copied = Object.keys(inventory(draft));
    expect(copied.length).toBeGreaterThanOrEqual(5);
    const inodes = copied.map((file) => statSync(join(draft, file)).ino);
    // Of another plan: it goes.
    writeFileSync(join(draft, 'stray.jpg'), 'stray');
    await exportDataset(items, target, { progress: false });
    expect(copied.map((file) => statSync(join(target, file)).ino)).toEqual(inodes);
    expect(Object.values(readImageFolder(target)).flat()).toHaveLength(items.length);
    expect(readdirSync(dirname(target))).toEqual(['out']);
  });
});

describe('imagefolder, killed and on a full disk', () => {
  let program = '';
  beforeAll(async () => {
    program = await buildChild('exportChild', import.meta.dirname);
  });

  it('kill -9 at any photo: nothing at the place, whole at the next call', async () => {
    const folder = fresh();
    for (const [i, name] of ['a/1', 'a/2', 'b/1', 'b/2'].entries()) {
      mkdirSync(join(folder, dirname(name)), { recursive: true });
      writeFileSync(join(folder, `${name}.jpg`), await jpeg(10 + i, 10));
    }
    for (const killAt of [1, 3, 4]) {
      const target = join(fresh(), 'out');
      const { signal, output } = await runChild(program, [folder, target, String(killAt)]);
      expect(signal, output).toBe('SIGKILL');
      expect(existsSync(target)).toBe(false);
      expect((await exportDataset(folder, target, { progress: false })).photos).toBe(4);
      expect(readImageFolder(target).train).toHaveLength(4);
      expect(readdirSync(dirname(target))).toEqual(['out']);
    }
  });

  it('a full disk: DiskFullError by name, nothing at the place, the room given back', async ({ skip }) => {
    const why = noSmallDisk();
    skip(why !== undefined, why);
    const folder = fresh();
    mkdirSync(join(folder, 'a'));
    const noise = await sharp({
      create: {
        width: 400,
        height: 400,
        channels: 3,
        background: 'black',
        noise: { type: 'gaussian', mean: 128, sigma: 60 },
      },
    })
      .jpeg({ quality: 95 })
      .toBuffer();
    for (let i = 0; i < 20; i++) writeFileSync(join(folder, 'a', `${i}.jpg`), noise);
    const script = '"$1" "$2" "$3" "$0/out" 0 2>&1; ls -A "$0"';
    const { stdout } = await onSmallDisk(noise.length * 10, script, [process.execPath, program, folder]);
    expect(stdout).toContain('DiskFullError');
    expect(stdout).toMatch(/It needs 0\.\d+ MB, and/);
    expect(stdout.trim().split('\n').at(-1)).not.toMatch(/out/);
  });
});

interface Coco {
  readonly images: readonly {
    id: number;
    file_name: string;
    width: number;
    height: number;
    tsvision?: object;
  }[];
  readonly categories: readonly { id: number; name: string }[];
  readonly annotations: readonly {
    id: number;
    image_id: number;
    category_id: number;
    area: number;
    bbox: number[];
  }[];
  readonly tsvision: { readonly deleted: readonly object[] };
}
const readCoco = (path: string): Coco => JSON.parse(readFileSync(path, 'utf8')) as Coco;

describe('COCO', () => {
  it('has each photo with size and classes; what it has no place for stands under `tsvision`', async () => {
    const folder = fresh();
    for (const name of ['a', 'b', 'c', 'turned'])
      writeFileSync(join(folder, `${name}.jpg`), await jpeg(30, 20));
    const turned = await sharp(await jpeg(30, 20))
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    writeFileSync(join(folder, 'turned.jpg'), turned);
    const path = (name: string): string => join(folder, `${name}.jpg`);
    const source: ExportItem[] = [
      {
        path: path('a'),
        label: 'cat',
        split: 'train',
        mark: 'keep',
        was: 'dog',
        tags: ['odd "one"'],
        loss: Number.NaN,
      },
      {
        path: path('b'),
        label: ['dog', 'cat'],
        problems: ['blurred'],
        prediction: 'cat',
        probability: 0.5,
        loss: 2,
      },
      { path: path('c'), label: 'dog', mark: 'delete' },
      { path: path('turned') },
      { path: path('gone'), label: 'fox' },
    ];
    const target = join(fresh(), 'set.json');
    const done = await exportDataset(source, target, { progress: false, classes: ['dog'] });
    expect([done.photos, done.leftOut.length]).toEqual([3, 1]);
    const { images, categories, annotations, tsvision } = readCoco(target);
    expect(categories.map(({ id, name }) => [id, name])).toEqual([
      [1, 'dog'],
      [2, 'cat'],
      [3, 'fox'],
    ]);
    expect(images).toEqual([
      {
        ...{ id: 1, file_name: 'a.jpg', width: 30, height: 20 },
        tsvision: { split: 'train', tags: ['odd "one"'], mark: 'keep', was: 'dog' },
      },
      {
        ...{ id: 2, file_name: 'b.jpg', width: 30, height: 20 },
        tsvision: { problems: ['blurred'], prediction: 'cat', probability: 0.5, loss: 2 },
      },
      { id: 3, file_name: 'turned.jpg', width: 20, height: 30 },
    ]);
    expect(annotations.map((one) => [one.id, one.image_id, one.category_id, one.area])).toEqual([
      [1, 1, 2, 600],
      [2, 2, 1, 600],
      [3, 2, 2, 600],
    ]);
    expect(tsvision.deleted).toEqual([{ file_name: 'c.jpg', labels: ['dog'] }]);
  });

  it('an empty set is one too', async () => {
    const target = join(fresh(), 'set.json');
    await exportDataset([], target, { progress: false });
    expect(readCoco(target)).toMatchObject({ images: [], annotations: [], categories: [] });
  });
});

describe("the formats' own readers", () => {
  it('pycocotools: the same photos, sizes and classes', async ({ skip }) => {
    const why = whyNoReaders();
    skip(why !== undefined, why);
    const target = join(fresh(), 'set.json');
    await exportDataset(items, target, { root, progress: false });
    const read = readByPython('coco', target) as {
      categories: string[];
      perClass: Record<string, number>;
      photos: Record<string, { size: number[]; labels: string[]; covered: number[] }>;
    };
    expect(read.categories).toEqual([...classes].sort());
    for (const name of classes)
      expect(read.perClass[name]).toBe(items.filter(({ label }) => label === name).length);
    for (const [i, { path, label }] of items.entries())
      expect(read.photos[relative(root, path)]).toEqual({
        size: [16 + i, 12],
        labels: [label],
        covered: [(16 + i) * 12],
      });
  });

  it('datasets: the same photos in the same parts, under odd names', { timeout: 120_000 }, async ({
    skip,
  }) => {
    const why = whyNoReaders();
    skip(why !== undefined, why);
    const target = join(fresh(), 'out');
    await exportDataset(items, target, { root, progress: false, decisions: true });
    const read = readByPython('imagefolder', target, fresh()) as Record<
      string,
      { image: [number[], number[]]; label: string }[]
    >;
    for (const split of ['train', 'valid', 'test'] as const) {
      const due = items.flatMap((item, i) =>
        (item.split ?? 'train') === split ? [[16 + i, item.label]] : [],
      );
      const rows = read[part[split]] ?? [];
      expect(rows.map(({ image, label }) => [image[0][0], label])).toEqual(due);
    }
    expect(Object.keys(read).sort()).toEqual(['test', 'train', 'validation']);
  });
});

it('names for disks: no two alike, short, nothing that a reader takes for more', () => {
  const keyword =
    /(^|[-._ 0-9])(train|training|validation|valid|dev|val|test|testing|eval|evaluation)($|[-._ 0-9])/i;
  const word = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('test', 'val-2', 'Train.x', '..', 'CON', '', ' '),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(word, word), { maxLength: 30 }), (pairs) => {
      const names = new DistinctNames();
      const made = pairs.map(([a, b]) => names.of(`${safeFolderName(a + b)}/`, safeFileName(b + a)));
      const keys = made.map((name) => name.normalize('NFC').toLowerCase());
      expect(new Set(keys).size).toBe(made.length);
      for (const name of made) {
        const [folder, file, ...more] = name.split('/') as [string, string];
        expect(more).toEqual([]);
        for (const one of [folder, file]) {
          expect(Buffer.byteLength(one)).toBeLessThanOrEqual(255);
          expect(one).not.toMatch(/^\.|[\\:*?"<>|$\u0000-\u001f]|^$/);
        }
        expect(folder).not.toMatch(keyword);
      }
    }),
  );
});

it('ImageCleaner.export: what stays, with its classes as decided, in each format', async () => {
  const folder = fresh();
  for (const name of ['a/1', 'a/2', 'b/1', 'b/2']) {
    mkdirSync(join(folder, dirname(name)), { recursive: true });
    writeFileSync(join(folder, `${name}.jpg`), await jpeg(24, 12));
  }
  const cleaner = await ImageCleaner.open(folder, { audit: false });
  await cleaner.delete(['a/1.jpg']);
  await cleaner.relabel(['b/1.jpg'], 'c');
  await cleaner.keep(['b/2.jpg']);
  const out = fresh();
  await cleaner.export(join(out, 'set.csv'));
  expect(parse(readFileSync(join(out, 'set.csv'), 'utf8'), { columns: true })).toEqual([
    { name: 'a/2.jpg', label: 'a', is_valid: '' },
    { name: 'b/1.jpg', label: 'c', is_valid: '' },
    { name: 'b/2.jpg', label: 'b', is_valid: '' },
  ]);
  await cleaner.export(join(out, 'set.json'), { progress: false });
  const coco = readCoco(join(out, 'set.json'));
  expect(coco.images.map(({ file_name, tsvision }) => [file_name, tsvision])).toEqual([
    ['a/2.jpg', undefined],
    ['b/1.jpg', { was: 'b' }],
    ['b/2.jpg', { mark: 'keep' }],
  ]);
  expect(coco.tsvision.deleted).toEqual([{ file_name: 'a/1.jpg', labels: ['a'] }]);
  await cleaner.export(join(out, 'folder'), { progress: false });
  expect(readImageFolder(join(out, 'folder')).train?.map(({ label }) => label)).toEqual(['a', 'c', 'b']);
  cleaner.close();
  rmSync(out, { recursive: true });
});
