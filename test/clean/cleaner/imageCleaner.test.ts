import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { appendFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import type { CleanerItem } from '../../../src/clean/cleaner/cleanerItem.js';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { answerMessage, type CleanerAnswer } from '../../../src/clean/cleaner/messages/answerMessage.js';
import { CleanerClosedError, StalePlanError } from '../../../src/clean/index.js';
import { DiskFullError, FolderLockedError } from '../../../src/core/index.js';
import { FileMoveError, FilesVanishedError } from '../../../src/data/index.js';
import { undoTrash } from '../../../src/data/trash/undoMoves.js';
import { samples } from '../../../src/lessons/index.js';
import { jupyterDisplay } from '../../../src/notebook/index.js';
import { itemsOf } from '../support/cleanerItems.js';
import { contentSet, folderOf, inventory } from '../support/photoFolder.js';

const files = ['black/a.jpg', 'black/b.jpg', 'grizzly/a.jpg', 'grizzly/b.jpg', 'teddy bear/a.jpg'];
const open = (root: string, extra: (i: number) => Partial<CleanerItem> = () => ({})): Promise<ImageCleaner> =>
  ImageCleaner.open(
    itemsOf(root).map((item, i) => ({ ...item, ...extra(i) })),
    { root, audit: false },
  );
const names = (root: string): string[] => Object.keys(inventory(root));
const ask = (cleaner: ImageCleaner, request: object): Promise<CleanerAnswer> =>
  answerMessage(cleaner.controller, { id: 1, ...request });

describe('ImageCleaner', () => {
  it('is made as in fastai: of a dataset, indices, a path and duplicates', async () => {
    const { path: root } = await samples.bears({ n: 4, seed: 1 });
    const names = ['black/00000000.jpg', 'grizzly/00000000.jpg', 'teddys/00000000.jpg'];
    const items = names.map((name) => ({ path: join(root, name), label: name.split('/')[0] }));
    const copied = { path: join(root, 'black/copy.jpg'), label: 'black' };
    copyFileSync(items[0]?.path as string, copied.path);
    const cleaner = await ImageCleaner.open({ items: [...items, copied] }, [2, 0], root, { audit: false });
    const shown = cleaner.items().map(({ path }) => path.slice(root.length + 1));
    expect(cleaner.controller.listing.positions.map((index) => shown[index])).toEqual([
      'teddys/00000000.jpg',
      'black/00000000.jpg',
      'grizzly/00000000.jpg',
      'black/copy.jpg',
    ]);
    cleaner.close();
    const duplicates = await ImageCleaner.open([...items, copied], [0, 1, 2, 3], root, { duplicates: true });
    expect(duplicates.controller.listing.positions).toEqual([0, 3]);
    duplicates.close();
    unlinkSync(copied.path);
    await expect(ImageCleaner.open(items, [7], root)).rejects.toThrow('made of numbers from 0 to 2');
  });

  it('deletes, relabels and keeps; says what it will do; does it; takes it back', async () => {
    const root = await folderOf(files);
    const before = inventory(root);
    const cleaner = await open(root);
    expect(await cleaner.delete([0])).toBe(1);
    expect(await cleaner.relabel(['grizzly/a.jpg', 3], 'teddy bear')).toBe(2);
    expect(await cleaner.keep([1])).toBe(1);
    expect(await cleaner.plan()).toMatchObject({
      delete: 1,
      relabel: 2,
      moves: [{ from: 1, to: 2, count: 2 }],
    });
    expect(cleaner.toString()).toContain('5 photos');
    expect(names(root)).toEqual(files);
    expect(await cleaner.apply()).toBe(3);
    expect(names(root)).toEqual([
      'black/b.jpg',
      'teddy bear/a-2.jpg',
      'teddy bear/a.jpg',
      'teddy bear/b.jpg',
    ]);
    expect(cleaner.items().map(({ path, label }) => `${label}/${basename(path)}`)).toEqual([
      'black/b.jpg',
      'teddy bear/a-2.jpg',
      'teddy bear/b.jpg',
      'teddy bear/a.jpg',
    ]);
    expect(await cleaner.undo()).toBe('apply to 3 photos');
    expect(inventory(root)).toEqual(before);
    expect(await cleaner.redo()).toBe('apply to 3 photos');
    expect(names(root).length).toBe(4);
    await cleaner.undo();
    for (let i = 0; i < 3; i++) await cleaner.undo();
    expect(inventory(root)).toEqual(before);
    expect(cleaner.items().every(({ mark, relabelled }) => !mark && !relabelled)).toBe(true);
  });

  it('keeps marks over a restart, in another order, of another choice of photos, and what was undone', async () => {
    const root = await folderOf(files);
    const first = await open(root);
    await first.delete([0, 1]);
    await first.relabel([4], 'grizzly');
    await first.keep([3]);
    await first.undo();
    const second = await ImageCleaner.open([...itemsOf(root)].reverse(), { root, audit: false });
    expect(second.items().map(({ label, mark }) => `${label} ${mark ?? ''}`)).toEqual([
      'grizzly ',
      'grizzly ',
      'grizzly ',
      'black delete',
      'black delete',
    ]);
    expect(await second.redo()).toBe('keep 1 photo');
    const some = await ImageCleaner.open(itemsOf(root).slice(0, 1), { root, audit: false });
    await some.undo();
    expect((await open(root)).items().map(({ mark }) => mark ?? '')).toEqual(['', 'delete', '', 'keep', '']);
  });

  it('forgets the marks of what an earlier session applied, unless that was taken back', async () => {
    const root = await folderOf(files);
    const first = await open(root);
    await first.delete([0]);
    await first.apply();
    writeFileSync(join(root, 'black/a.jpg'), 'a new photo of the same name');
    expect((await open(root)).items().map(({ mark }) => mark)).toEqual(Array(5).fill(undefined));
    renameSync(join(root, 'black/a.jpg'), join(root, 'black/z.jpg'));
    await undoTrash(root);
    expect((await open(root)).items()[0]).toMatchObject({ mark: 'delete' });
  });

  it('goes on after a journal that was cut in the middle of a line', async () => {
    const root = await folderOf(files);
    const first = await open(root);
    await first.delete([0]);
    const journal = join(root, '.trash/cleaner.jsonl');
    await appendFile(
      journal,
      `${JSON.stringify({ time: 'x', kind: 'do', step: 2, of: 2, path: 'black/b.jpg', mark: 'delete' })}\n{"kind":"do","st`,
    );
    const second = await open(root);
    expect(second.items().filter(({ mark }) => mark).length).toBe(1);
    await second.keep([2]);
    expect((await open(root)).items().map(({ mark }) => mark ?? '')).toEqual(['delete', '', 'keep', '', '']);
  });

  it('writes its journal with hash, classes, reason and score', async () => {
    const root = await folderOf(files);
    const cleaner = await open(root, () => ({ loss: 2.5 }));
    await cleaner.relabel([0], 'grizzly', 'looks like one');
    const [line] = readFileSync(join(root, '.trash/cleaner.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(line as string)).toMatchObject({
      time: expect.stringMatching(/^\d{4}-/),
      path: 'black/a.jpg',
      sha256: inventory(root)['black/a.jpg']?.split(' ')[0],
      old: 'black',
      new: 'grizzly',
      reason: 'looks like one',
      score: 2.5,
    });
  });

  it('writes cleaned.csv that any reader understands, and gives the old one back', async () => {
    const wild = `a, "b"/🐻 ü ${'x'.repeat(200)}`;
    const root = await folderOf([...files, 'x, y/ä "1".jpg']);
    writeFileSync(join(root, 'cleaned.csv'), 'name,label\nolder,work\n');
    const cleaner = await open(root);
    await cleaner.delete([0]);
    await cleaner.relabel([1], wild);
    expect(readFileSync(join(root, 'cleaned.csv'), 'utf8')).toContain('older,work');
    expect(await cleaner.apply({ mode: 'csv' })).toBe(5);
    const rows = parse(readFileSync(join(root, 'cleaned.csv')), { columns: true }) as {
      name: string;
      label: string;
    }[];
    expect(rows).toEqual([
      { name: 'black/b.jpg', label: wild, is_valid: '' },
      { name: 'grizzly/a.jpg', label: 'grizzly', is_valid: '' },
      { name: 'grizzly/b.jpg', label: 'grizzly', is_valid: '' },
      { name: 'teddy bear/a.jpg', label: 'teddy bear', is_valid: '' },
      { name: 'x, y/ä "1".jpg', label: 'x, y', is_valid: '' },
    ]);
    expect(await cleaner.apply({ mode: 'csv' })).toBe(5);
    await cleaner.undo();
    expect(readFileSync(join(root, 'cleaned.csv'), 'utf8')).toContain('older,work');
    await cleaner.redo();
    expect(readFileSync(join(root, 'cleaned.csv'), 'utf8')).not.toContain('older');
  });

  it('says which class names cannot be folders, and moves nothing', async () => {
    const root = await folderOf(files);
    const before = inventory(root);
    const cleaner = await open(root);
    await cleaner.relabel([0], 'black/or not');
    await expect(cleaner.apply()).rejects.toThrow(/a name that a folder can have.*csv/s);
    await cleaner.undo();
    await cleaner.relabel([0], 'ö'.repeat(200));
    await expect(cleaner.apply()).rejects.toThrow('name is too long');
    await cleaner.undo();
    await cleaner.relabel([0], '🐻 of 200 '.padEnd(200, 'x'));
    expect(inventory(root)).toEqual(before);
    expect(await cleaner.apply()).toBe(1);
    await cleaner.undo();
    expect(inventory(root)).toEqual(before);
  });

  it('names a photo that vanished, and goes on without it', async () => {
    const root = await folderOf(files);
    const cleaner = await open(root);
    await cleaner.delete([0, 2]);
    renameSync(join(root, 'black/a.jpg'), join(root, 'elsewhere'));
    await expect(cleaner.apply()).rejects.toThrow(FilesVanishedError);
    expect(cleaner.get('status')).toContain('black/a.jpg');
    expect(existsSync(join(root, 'grizzly/a.jpg'))).toBe(true);
    expect(await cleaner.dropVanished()).toBe(1);
    expect(await cleaner.apply()).toBe(1);
  });

  it('marks nothing that a full disk cannot note, and says so', async ({ skip }) => {
    skip(!existsSync('/dev/full'), 'this system has no /dev/full');
    const root = await folderOf(files);
    const before = inventory(root);
    const cleaner = await open(root);
    const journal = join(root, '.trash/cleaner.jsonl');
    symlinkSync('/dev/full', journal);
    await expect(cleaner.delete([0])).rejects.toThrow(DiskFullError);
    expect(cleaner.items().every(({ mark }) => mark === undefined)).toBe(true);
    unlinkSync(journal);
    await cleaner.delete([0]);
    // The disk is full when the moves are to be noted.
    const moves = join(root, '.trash/journal.jsonl');
    const checkpoint = (step: string): void => {
      if (step === 'planned') symlinkSync('/dev/full', moves);
    };
    const apply = cleaner.controller.session.apply('move', undefined, checkpoint);
    await expect(apply).rejects.toThrow(/disk is full.*Every file is back where it was/s);
    expect(inventory(root)).toEqual(before);
    unlinkSync(moves);
    expect(await cleaner.apply()).toBe(1);
    await cleaner.undo();
    expect(inventory(root)).toEqual(before);
  });

  it('says that a folder cannot be written to before anything is decided in vain', async ({ skip }) => {
    const root = await folderOf(files);
    writeFileSync(join(root, '.trash'), 'a file where the trash folder is to be');
    await expect(open(root)).rejects.toThrow(FileMoveError);
    // Root may write everywhere but where there is nothing to write on.
    skip(!existsSync('/sys/kernel'), 'this system has no folder that nobody can write to');
    const inSys = ImageCleaner.open([{ path: '/sys/kernel/a.jpg' }], { root: '/sys/kernel', audit: false });
    await expect(inSys).rejects.toThrow(FileMoveError);
    chmodSync(root, 0o555);
    const readOnly = process.getuid?.() === 0 ? undefined : open(root);
    if (readOnly) await expect(readOnly).rejects.toThrow(FileMoveError);
    chmodSync(root, 0o755);
  });

  it('moves links as links', async () => {
    const root = await folderOf(['real/x.jpg', 'black/a.jpg']);
    symlinkSync('../real/x.jpg', join(root, 'black/l.jpg'));
    const cleaner = await ImageCleaner.open([{ path: join(root, 'black/l.jpg'), label: 'black' }], {
      root,
      audit: false,
    });
    await cleaner.relabel([0], 'grizzly');
    await cleaner.apply();
    expect(readFileSync(join(root, 'grizzly/l.jpg'), 'utf8')).toBe('content of real/x.jpg');
    await cleaner.undo();
    expect(existsSync(join(root, 'black/l.jpg'))).toBe(true);
    expect(existsSync(join(root, 'grizzly'))).toBe(false);
  });

  it('refuses a plan that is no longer true', async () => {
    const root = await folderOf(files);
    const cleaner = await open(root);
    await cleaner.delete([0]);
    const { version } = await cleaner.plan();
    await cleaner.delete([1]);
    await expect(cleaner.apply({ version })).rejects.toThrow(StalePlanError);
    expect(names(root)).toEqual(files);
  });

  it('lets one process in: a second says so, a newer one in the same takes over', async () => {
    const root = await folderOf(files);
    const older = await open(root);
    const newer = await open(root);
    await expect(older.delete([0])).rejects.toThrow(CleanerClosedError);
    newer.close();
    await expect.poll(() => existsSync(join(root, '.trash/cleaner.lock'))).toBe(false);
    const holder = { pid: process.ppid, host: hostname(), since: 'noon', token: 'other' };
    writeFileSync(join(root, '.trash/cleaner.lock'), JSON.stringify(holder));
    await expect(open(root)).rejects.toThrow(FolderLockedError);
  });

  it('keeps photos in training or validation as they were', async () => {
    const root = await folderOf(files);
    const cleaner = await open(root, (i) => ({ split: i % 2 ? 'valid' : 'train' }));
    await cleaner.delete([1]);
    await cleaner.relabel([2], 'black');
    const { train, valid } = cleaner.cleanedSplits();
    expect(train.map(({ path }) => path.slice(root.length + 1))).toEqual([
      'black/a.jpg',
      'grizzly/a.jpg',
      'teddy bear/a.jpg',
    ]);
    expect(train[1]?.label).toBe('black');
    expect(valid.map(({ path }) => path.slice(root.length + 1))).toEqual(['grizzly/b.jpg']);
  });

  it('sorts and filters for the view, pages through, and keeps photos in place when they are marked', async () => {
    const root = await folderOf(files);
    const cleaner = await open(root, (i) => ({
      loss: [0.5, 3, 1, 2, 0.1][i] as number,
      prediction: 'black',
      split: i < 3 ? 'train' : 'valid',
      problems: i === 2 ? ['blurred'] : [],
    }));
    const page = async (): Promise<number[]> => {
      const { response } = await ask(cleaner, { request: 'page', start: 0, count: 10 });
      return response.response === 'page' ? response.photos.map(({ index }) => index) : [];
    };
    expect(await page()).toEqual([1, 3, 2, 0, 4]);
    await ask(cleaner, { request: 'mark', indices: [1], mark: 'delete' });
    expect(await page()).toEqual([1, 3, 2, 0, 4]);
    await ask(cleaner, { request: 'filter', filter: { splits: ['train'] } });
    expect(await page()).toEqual([1, 2, 0]);
    await ask(cleaner, { request: 'filter', filter: { wrong: true } });
    expect(await page()).toEqual([3, 2, 4]);
    await ask(cleaner, { request: 'filter', filter: { problems: ['blurred'] } });
    expect(await page()).toEqual([2]);
    await ask(cleaner, { request: 'filter', filter: { marks: ['delete'] } });
    expect(await page()).toEqual([1]);
    await ask(cleaner, { request: 'filter', filter: {} });
    await ask(cleaner, { request: 'sort', sort: 'label', descending: true });
    expect((await page())[0]).toBe(4);
    expect(cleaner.get('counts')).toEqual({ total: 5, shown: 5, delete: 1, relabel: 0, keep: 0 });
  });

  it('finds duplicates by itself, keeps one of a group, and remembers what is no duplicate', async () => {
    const { path } = await samples.bears({ n: 6, seed: 2 });
    const root = await folderOf([]);
    const { cp } = await import('node:fs/promises');
    await cp(path, root, { recursive: true });
    await cp(join(root, 'black/00000001.jpg'), join(root, 'black/copy.jpg'));
    const cleaner = await ImageCleaner.open(root);
    const copies = cleaner.items().filter(({ path: file }) => /black.(00000001|copy)/.test(file));
    const [a, b] = copies.map(({ index }) => index) as [number, number];
    expect(cleaner.get('problemCounts')).toMatchObject({ duplicate: 2 });
    await ask(cleaner, { request: 'keepOnly', indices: [b] });
    expect(
      cleaner
        .items()
        .filter(({ mark }) => mark === 'delete')
        .map(({ index }) => index),
    ).toEqual([a]);
    await cleaner.undo();
    await cleaner.notDuplicate([a, b]);
    expect(cleaner.get('problemCounts')).not.toHaveProperty('duplicate');
    expect((await ImageCleaner.open(root)).get('problemCounts')).not.toHaveProperty('duplicate');
  });

  it('shows a grid that needs no view, with small pictures', async () => {
    const { path } = await samples.bears({ n: 6, seed: 2 });
    const root = await folderOf([]);
    await (await import('node:fs/promises')).cp(path, root, { recursive: true });
    const cleaner = await ImageCleaner.open(root, { audit: false });
    const bundle = await cleaner[jupyterDisplay]();
    expect(bundle['text/html']).toMatch(/data:image\/jpeg;base64,.*cleaner\.delete/s);
    expect(bundle['text/plain']).toContain('18 photos');
    expect(contentSet(root).length).toBe(19);
  });
});
