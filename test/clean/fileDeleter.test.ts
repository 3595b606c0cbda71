import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileDeleter } from '../../src/clean/index.js';
import { jupyterDisplay } from '../../src/notebook/index.js';
import { type FakeFrontEnd, withFrontEnd } from '../widgets/fakeFrontEnd.js';

let folder: string;
let photos: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deleter-'));
  photos = [];
  for (let i = 0; i < 7; i++) {
    const path = join(folder, i % 2 ? 'black' : 'teddys', `${i}.jpg`);
    await mkdir(join(path, '..'), { recursive: true });
    await sharp({
      create: { width: 40 + i, height: 30, channels: 3, background: { r: 30 * i, g: 90, b: 50 } },
    })
      .jpeg()
      .toFile(path);
    photos.push(path);
  }
});
afterEach(() => rm(folder, { recursive: true }));

/** The user clicks the n-th button of this name. */
async function click(frontEnd: FakeFrontEnd, description: string, n = 0): Promise<void> {
  await frontEnd.settle();
  const buttons = [...frontEnd.models.values()].filter(({ state }) => state.description === description);
  buttons[n]?.custom({ event: 'click' });
  await frontEnd.settle();
}

const images = (frontEnd: FakeFrontEnd): number =>
  [...frontEnd.models.values()].filter(({ state }) => state._model_name === 'ImageModel').length;

describe('FileDeleter', () => {
  it('moves the flagged photos of a batch to the trash and shows the next, to the end, and takes all back', () =>
    withFrontEnd(async (frontEnd) => {
      const before = await readFile(photos[1] as string);
      const { mtimeMs } = await stat(photos[1] as string);
      const deleter = new FileDeleter(photos);
      await deleter.ready;
      await frontEnd.settle();
      expect(images(frontEnd)).toBe(5);
      await click(frontEnd, 'Delete', 1);
      await click(frontEnd, 'Delete', 3);
      await click(frontEnd, 'Delete', 3);
      expect(deleter.flagged.map((path) => basename(path))).toEqual(['1.jpg']);
      const red = [...frontEnd.models.values()].filter(({ state }) => state.button_style === 'danger');
      expect(red).toHaveLength(1);

      await click(frontEnd, 'Confirm');
      expect(deleter.shown.map((path) => basename(path))).toEqual(['5.jpg', '6.jpg']);
      expect(images(frontEnd)).toBe(2);
      expect(photos.map((path) => existsSync(path))).toEqual([true, false, true, true, true, true, true]);
      await click(frontEnd, 'Confirm');
      expect([...frontEnd.models.values()].map(({ state }) => state.value)).toContain('No images to show :)');
      await click(frontEnd, 'Confirm');

      await click(frontEnd, 'Undo');
      expect(deleter.shown).toHaveLength(2);
      await click(frontEnd, 'Undo');
      expect(deleter.shown).toHaveLength(5);
      expect(await readFile(photos[1] as string)).toEqual(before);
      expect((await stat(photos[1] as string)).mtimeMs).toBe(mtimeMs);
      expect(deleter.deleted).toEqual([]);
    }));

  it('shows itself once: when made, and as the last line of the same cell not again', () =>
    withFrontEnd(async () => {
      const deleter = new FileDeleter(photos, { batchSize: 2 });
      expect(deleter[jupyterDisplay]()).toEqual({ 'text/plain': '' });
      await deleter.ready;
      expect(deleter.shown).toHaveLength(2);
    }));

  it('says below each photo what is known of it, markup as text', () =>
    withFrontEnd(async (frontEnd) => {
      const [first, second, third] = photos as [string, string, string];
      const known = {
        path: first,
        label: '<b>black</b>',
        prediction: 'teddys',
        probability: 0.987,
        loss: 4.321,
      };
      const deleter = new FileDeleter([known, { path: second, label: 'teddys', loss: Number.NaN }, third]);
      await deleter.ready;
      await frontEnd.settle();
      const captions = (): string[] =>
        [...frontEnd.models.values()]
          .filter(({ state }) => state._model_name === 'HTMLModel')
          .map(({ state }) => String(state.value).replace(/^<div[^>]*>|<\/div>$/g, ''));
      expect(captions()).toEqual([
        '&lt;b&gt;black&lt;/b&gt;<br>predicted teddys 0.99<br>loss 4.32',
        'teddys',
      ]);
      await new FileDeleter([first, second], { captions: ['one\nline', ''] }).ready;
      await frontEnd.settle();
      expect(captions().at(-1)).toBe('one<br>line');
      expect(() => new FileDeleter([first], { captions: [] })).toThrow('a list of 1 texts');
    }));

  it('works without a front end, by its methods', async () => {
    const deleter = new FileDeleter([...photos.slice(0, 1), { path: photos[1] as string }], { batchSize: 1 });
    await deleter.ready;
    deleter.toggle(0);
    await deleter.confirm();
    deleter.toggle(0);
    await deleter.confirm();
    expect(deleter.deleted).toEqual(photos.slice(0, 2));
    expect(String(deleter)).toBe('[FileDeleter: 2 photos, 2 moved to the trash]');
    expect(() => deleter.toggle(0)).toThrow('a place among the 0 photos shown');
    await deleter.undo();
    await deleter.undo();
    await deleter.undo();
    expect(existsSync(photos[0] as string) && existsSync(photos[1] as string)).toBe(true);
  });

  it('confirms once when Confirm is clicked twice in a hurry: the second click is for the next batch', () =>
    withFrontEnd(async () => {
      const deleter = new FileDeleter(photos, { batchSize: 3 });
      await deleter.ready;
      deleter.toggle(0);
      await Promise.all([deleter.confirm(), deleter.confirm()]);
      expect(deleter.deleted).toEqual(photos.slice(0, 1));
      expect(deleter.shown).toEqual(photos.slice(6));
    }));

  it('shows what is no photo by its name, and says which file vanished without losing the flags', () =>
    withFrontEnd(async (frontEnd) => {
      const broken = join(folder, 'broken.jpg');
      await writeFile(broken, 'no photo');
      const deleter = new FileDeleter([broken, ...photos], { batchSize: 3 });
      await deleter.ready;
      await frontEnd.settle();
      expect([...frontEnd.models.values()].map(({ state }) => state.value)).toContain(
        'broken.jpg cannot be shown',
      );
      deleter.toggle(0);
      deleter.toggle(1);
      await rm(photos[0] as string);
      await expect(deleter.confirm()).rejects.toThrow('0.jpg');
      expect(deleter.flagged).toEqual([broken, photos[0]]);
      expect(existsSync(broken)).toBe(true);
    }));

  it('refuses a batch of nothing and shows an empty list', async () => {
    expect(() => new FileDeleter(photos, { batchSize: 0 })).toThrow('a whole number of at least 1');
    const empty = new FileDeleter([]);
    await empty.confirm();
    expect(empty.shown).toEqual([]);
  });
});
