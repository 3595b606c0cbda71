import { expect, it } from 'vitest';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { answerMessage } from '../../../src/clean/cleaner/messages/answerMessage.js';
import { scripted } from '../../interpret/scriptedLearner.js';
import { itemsOf } from '../support/cleanerItems.js';
import { folderOf } from '../support/photoFolder.js';

const files = ['black/a.jpg', 'black/b.jpg', 'black/c.jpg', 'teddy/a.jpg', 'teddy/b.jpg'];

it('ImageCleaner.compare: shows where two models differ, furthest apart first, and who is right as things are decided', async () => {
  const root = await folderOf(files);
  const items = itemsOf(root);
  const cleaner = await ImageCleaner.open(items, { root, audit: false });
  const says = (rows: readonly (readonly number[])[]): Record<string, readonly number[]> =>
    Object.fromEntries(items.map(({ path }, i) => [path, rows[i] as readonly number[]]));
  const a = scripted(
    ['black', 'teddy'],
    says([
      [1, 0],
      [0.75, 0.25],
      [1, 0],
      [0.25, 0.75],
      [1, 0],
    ]),
  );
  const b = scripted(
    ['panda', 'teddy', 'black'],
    says([
      [0, 0, 1],
      [0, 0.75, 0.25],
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]),
  );
  await cleaner.delete([0]);
  const versus = await cleaner.compare(a, b, { names: ['old', 'new'] });
  expect(versus.counts).toEqual({ bothRight: 2, onlyA: 2, onlyB: 0, bothWrong: 1 });
  const { listing } = cleaner.controller;
  expect(listing.positions).toEqual([2, 1]);
  expect(cleaner.get('filter')).toEqual({ compared: 'differ' });
  expect(cleaner.get('comparison')).toEqual({
    names: ['old', 'new'],
    counts: { differ: 2, onlyA: 2, onlyB: 0, bothWrong: 1, bothRight: 2 },
  });
  expect(cleaner.get('sortKeys')).toContain('gap');
  expect(cleaner.get('status')).toContain('old and new on 5 photos');
  // A class that only a model knows has a number, and relabelling changes who is right.
  expect(cleaner.get('classNames')).toEqual(['black', 'teddy', 'panda']);
  expect(listing.describe(2).rivals).toEqual({ a: 0, b: 2, sureA: 1, sureB: 1 });
  await cleaner.relabel([2], 'panda');
  const ask = (filter: object) => answerMessage(cleaner.controller, { id: 1, request: 'filter', filter });
  await ask({ compared: 'onlyB' });
  expect(listing.positions).toEqual([2]);
  expect(cleaner.get('comparison')?.counts).toEqual({
    differ: 2,
    onlyA: 1,
    onlyB: 1,
    bothWrong: 1,
    bothRight: 2,
  });
  await ask({ compared: 'bothWrong' });
  expect(listing.positions).toEqual([4]);
  expect((await ask({ compared: 'nonsense' })).response.response).toBe('error');
  // Another comparison takes the place of the first.
  await cleaner.compare(a, a);
  expect(listing.positions).toEqual([]);
  expect(cleaner.get('sortKeys').filter((key) => key === 'gap')).toHaveLength(1);
  cleaner.close();
  expect(() => cleaner.controller).not.toThrow();
});

it('without a comparison nothing is said of one', async () => {
  const root = await folderOf(files);
  const cleaner = await ImageCleaner.open(itemsOf(root), { root, audit: false });
  expect(cleaner.get('comparison')).toBeNull();
  await answerMessage(cleaner.controller, { id: 1, request: 'filter', filter: { compared: 'differ' } });
  expect(cleaner.controller.listing.positions).toEqual([]);
  expect(cleaner.get('sortKeys')).not.toContain('gap');
  cleaner.close();
});
