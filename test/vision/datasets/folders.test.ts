import { mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { listImageFiles } from '../../../src/data/index.js';
import { folderSplit } from '../../../src/vision/datasets/folderSplit.js';
import { photoIdentity } from '../../../src/vision/datasets/split.js';
import { listDirectory } from '../../../src/vision/keras/directoryListing.js';

vi.spyOn(console, 'warn').mockImplementation(() => undefined);

let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-folders-'));
  root = join(folder, 'set');
  await mkdir(root);
});

async function put(...names: string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, dirname(name)), { recursive: true });
    await writeFile(join(folder, name), name);
  }
}

const labels = (items: readonly { path: string; label: unknown }[]) =>
  items.map(({ path, label }) => [photoIdentity(root, path), label]);

describe('links', () => {
  it('follows a class folder that is a symbolic link (fastai PR#2270)', async () => {
    await put('set/cats/1.jpg', 'set/cats/2.jpg', 'elsewhere/dogs/1.jpg', 'elsewhere/dogs/2.jpg');
    await symlink(join(folder, 'elsewhere', 'dogs'), join(root, 'dogs'));
    const { classes, train, notices } = await folderSplit(root, { validPct: 0 });
    expect(classes).toEqual(['cats', 'dogs']);
    expect(labels(train).map(([name]) => name)).toEqual([
      'cats/1.jpg',
      'cats/2.jpg',
      'dogs/1.jpg',
      'dogs/2.jpg',
    ]);
    expect(notices).toEqual([]);
    const keras = await listDirectory(root, { validationSplit: 0 });
    expect([keras.classes, keras.items.length]).toEqual([['cats', 'dogs'], 4]);
  });

  it('ends where links run in circles, and counts no photo twice', async () => {
    await put('set/cats/1.jpg', 'set/dogs/1.jpg', 'out/deep/2.jpg');
    await symlink(root, join(root, 'cats', 'up'));
    await symlink(join(root, 'dogs'), join(root, 'cats', 'others'));
    await symlink(join(folder, 'out'), join(root, 'out'));
    await symlink(join(folder, 'out'), join(root, 'again'));
    await symlink(join(root, 'out'), join(folder, 'out', 'deep', 'self'));
    await symlink(join(folder, 'nowhere'), join(root, 'gone'));
    const { images, skipped } = await listImageFiles(root);
    expect(images.map((path) => photoIdentity(root, path))).toEqual([
      'again/deep/2.jpg',
      'cats/1.jpg',
      'dogs/1.jpg',
    ]);
    expect(skipped.map(({ path, reason }) => `${photoIdentity(root, path)}: ${reason}`).sort()).toEqual([
      'again/deep/self: a link to a folder that is read or left out already',
      'cats/others: a link to a folder that is read or left out already',
      'cats/up: a link to a folder that is read or left out already',
      'gone: a link to nothing',
      'out: a link to a folder that is read or left out already',
    ]);
    const { notices } = await folderSplit(root, { validPct: 0 });
    expect(notices.join('\n')).toMatch(/Left out of .*cats\/up/);
  });

  it('does not go through a link into a folder that is left out', async () => {
    await put('set/train/a/1.jpg', 'set/valid/a/2.jpg');
    await symlink(join(root, 'valid', 'a'), join(root, 'train', 'b'));
    const { train } = await folderSplit(root, { train: '.', valid: 'valid' });
    expect(labels(train)).toEqual([
      ['train/a/1.jpg', 'a'],
      ['train/b/2.jpg', 'b'],
    ]);
    const top = await listImageFiles(root, { exclude: [join(root, 'valid', 'a')] });
    expect(top.images).toHaveLength(1);
  });

  it('reads a set whose parts are links', async () => {
    await put('a/x/1.jpg', 'a/x/2.jpg', 'b/x/3.jpg');
    await symlink(join(folder, 'a'), join(root, 'train'));
    await symlink(join(folder, 'b'), join(root, 'valid'));
    const { train, valid } = await folderSplit(root);
    expect([train.length, valid.length]).toEqual([2, 1]);
  });
});

describe('the layout of a competition', () => {
  it('says what was taken for what when read from the top', async () => {
    const parts = ['train', 'valid', 'sample/train', 'sample/valid'];
    for (const part of parts)
      for (const name of ['cats', 'dogs'])
        await put(`set/${part}/${name}/1.jpg`, `set/${part}/${name}/2.jpg`);
    await put('set/test1/1.jpg', 'set/test1/2.jpg');
    const { classes, train, valid, notices } = await folderSplit(root, { validPct: 0.2 });
    expect(classes).toEqual(['cats', 'dogs']);
    expect(train.length + valid.length).toBe(8);
    const text = notices.join('\n');
    expect(text).toMatch(
      /folders train and valid were read as one set.*\{ train: "train", valid: "valid" \}/,
    );
    expect(text).toMatch(/folder test1 is no class.*\{ test: "test1" \}/);
    expect(text).toMatch(/folder sample was left out/);
    expect((await folderSplit(root)).notices).toEqual([]);
  });

  it('says so of other names of parts, and of photos right in them', async () => {
    await put('set/training/cats/1.jpg', 'set/training/dogs/2.jpg', 'set/validation/cats/3.jpg');
    await put('set/Test_set/9.jpg');
    const text = (await folderSplit(root, { validPct: 0 })).notices.join('\n');
    expect(text).toMatch(/training and validation were read as one set/);
    expect(text).toMatch(/Test_set is no class/);
    await put('set/train/cat.1.jpg', 'set/train/dog.1.jpg');
    const { classes, notices } = await folderSplit(root, { validPct: 0 });
    expect(classes).toContain('train');
    expect(notices.join('\n')).toMatch(/The class train is the folder train.*fromNameRe/);
  });

  it('takes a class called test2 or sample for a class where nothing says otherwise', async () => {
    await put('set/test2/1.jpg', 'set/test2/2.jpg', 'set/sample/1.jpg', 'set/sample/2.jpg');
    expect((await folderSplit(root, { validPct: 0 })).classes).toEqual(['sample', 'test2']);
  });
});

describe('names', () => {
  it('takes two spellings of Bär for one class', async () => {
    await put('set/B\u00e4r/1.jpg', 'set/Ba\u0308r/2.jpg', 'set/Wolf/1.jpg');
    const { classes, train } = await folderSplit(root, { validPct: 0 });
    expect(classes).toEqual(['B\u00e4r', 'Wolf']);
    expect(train).toHaveLength(3);
    expect((await folderSplit(root, { validPct: 0, classes: ['Ba\u0308r'] })).train).toHaveLength(2);
    const keras = await listDirectory(root, { validationSplit: 0 });
    expect([keras.classes, keras.items.length]).toEqual([['B\u00e4r', 'Wolf'], 3]);
  });

  it('asks “did you mean” for a mistyped folder', async () => {
    await put('set/train/a/1.jpg', 'set/vaild/a/1.jpg');
    await expect(folderSplit(join(folder, 'sett'))).rejects.toThrow(/no folder.*Did you mean .*set\?/s);
    await expect(folderSplit(root)).rejects.toThrow(/Did you mean .*vaild\?/);
    await expect(folderSplit(join(folder, 'sat', 'train'))).rejects.toMatchObject({
      nearest: join(root, 'train'),
    });
    await expect(folderSplit(join(folder, 'quite-another'))).rejects.toMatchObject({ nearest: undefined });
  });
});
