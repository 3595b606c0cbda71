import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ImageCleaner } from '../../../src/clean/cleaner/imageCleaner.js';
import { Random } from '../../../src/core/index.js';
import { folderSplit } from '../../../src/vision/datasets/folderSplit.js';
import { photoIdentity, splitByPercent } from '../../../src/vision/datasets/split.js';
import { recordsSplit } from '../../../src/vision/datasets/tableSplit.js';

vi.spyOn(console, 'warn').mockImplementation(() => undefined);

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-split-'));
});

/** Files that look like photos to whoever lists folders. */
async function put(names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(join(folder, dirname(name)), { recursive: true });
    await writeFile(join(folder, name), name);
  }
}

type Parts = { train: readonly { path: string }[]; valid: readonly { path: string }[] };
const sidesOf = ({ train, valid }: Parts): Map<string, string> =>
  new Map([
    ...train.map(({ path }) => [photoIdentity(folder, path), 'train'] as const),
    ...valid.map(({ path }) => [photoIdentity(folder, path), 'valid'] as const),
  ]);

/** Names that stand in both, on other sides. */
function moved(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...after].filter(([name, side]) => (before.get(name) ?? side) !== side).map(([name]) => name);
}

const classes = ['black', 'grizzly', 'teddys'];
const names = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `${classes[i % 3]}/${String(i).padStart(8, '0')}.jpg`);

const split = (list: readonly string[], validPct: number, seed?: number | string) =>
  splitByPercent(list, validPct, (name) => name, seed);

describe('a split that holds', () => {
  it('keeps every photo of 480 on its side through 200 random deletions and additions (issue 11)', async () => {
    await put(names(480));
    const read = async () => sidesOf(await folderSplit(folder, { validPct: 0.2, seed: 42 }));
    const first = await read();
    const random = new Random('changes');
    let present = names(480);
    for (let change = 0; change < 200; change++) {
      if (random.chance(0.5)) {
        const gone = random.choice(present);
        await rm(join(folder, gone));
        present = present.filter((name) => name !== gone);
      } else {
        const fresh = `${random.choice(classes)}/new-${change}.jpg`;
        await put([fresh]);
        present.push(fresh);
      }
      if (change % 20 === 19) expect(moved(first, await read())).toEqual([]);
    }
    const last = await read();
    expect([...last.keys()].sort()).toEqual([...present].sort());
    expect(moved(first, last)).toEqual([]);
  });

  it('moves nobody, whatever the names, the share, the seed and the order, while both parts have photos', () => {
    const name = fc.stringMatching(/^[a-c]\/[a-z0-9 ä_.-]{1,12}\.jpg$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(name, { minLength: 5, maxLength: 60 }),
        fc.uniqueArray(name, { maxLength: 60 }),
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        fc.integer(),
        (all, others, validPct, seed) => {
          const side = (list: readonly string[]) => {
            const [train, valid] = split(list, validPct, seed);
            expect([train.length > 0, valid.length > 0]).toEqual([true, true]);
            return new Map([
              ...train.map((each) => [each, 'train'] as const),
              ...valid.map((each) => [each, 'valid'] as const),
            ]);
          };
          const [before, after] = [side(all), side([...others, ...all].reverse())];
          const isByLot = [...before.values()].filter((each) => each === 'valid').length > 1;
          const manyTrain = [...before.values()].filter((each) => each === 'train').length > 1;
          // One photo alone on a side may be there because the side was empty; it may go back.
          if (isByLot && manyTrain) expect(moved(before, after)).toEqual([]);
          else expect(moved(before, after).length).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('gives the share that was asked, class by class, as far as chance allows', () => {
    const random = new Random(5);
    for (const validPct of [0.1, 0.2, 0.5]) {
      const shares = Array.from({ length: 200 }, (_, seed) => {
        const words = Array.from(
          { length: 300 },
          () => `x/${Math.floor(random.next() * 2 ** 52).toString(36)}.jpg`,
        );
        return split(words, validPct, seed)[1].length / 300;
      });
      const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
      const spread = Math.sqrt(shares.reduce((a, b) => a + (b - mean) ** 2, 0) / shares.length);
      // Binomial: the deviation of one share, and a fourteenth of it for the mean of 200.
      const chance = Math.sqrt((validPct * (1 - validPct)) / 300);
      expect(Math.abs(mean - validPct)).toBeLessThan((4 * chance) / Math.sqrt(200));
      expect(spread / chance).toBeGreaterThan(0.75);
      expect(spread / chance).toBeLessThan(1.25);
    }
  });

  it('shares numbered photos out evenly: two of every ten consecutive ones', () => {
    for (let seed = 0; seed < 50; seed++) {
      const [, valid] = split(names(480), 0.2, seed);
      const count = (of: string) => valid.filter((name) => name.startsWith(of)).length;
      for (const each of classes) expect(Math.abs(count(each) - 32)).toBeLessThanOrEqual(16);
      const run = Array.from({ length: 100 }, (_, i) => `cats/cat.${1000 + i}.jpg`);
      expect(split(run, 0.2, seed)[1]).toHaveLength(20);
    }
  });

  const lettered = (n: number) => Array.from('abcdefghijkl'.slice(0, n), (letter) => `x/${letter}.jpg`);

  it('leaves no side of five photos or more empty, and moves one photo for it', () => {
    for (let n = 5; n < 12; n++)
      for (let seed = 0; seed < 60; seed++)
        for (const validPct of [0.01, 0.2, 0.99]) {
          const [train, valid] = split(lettered(n), validPct, seed);
          expect(train.length).toBeGreaterThan(0);
          expect(valid.length).toBeGreaterThan(0);
        }
    expect(split(names(9), 0)[1]).toEqual([]);
  });

  it('leaves photos to learn from, however few there are', () => {
    for (let n = 1; n < 5; n++)
      for (let seed = 0; seed < 60; seed++)
        for (const validPct of [0.2, 0.9, 0.99]) {
          const [train, valid] = split(lettered(n), validPct, seed);
          expect(train.length).toBeGreaterThan(0);
          expect(train.length + valid.length).toBe(n);
        }
  });

  it('is the same on every machine: the lots of these names are written down here', () => {
    const list = [
      'a/one.jpg',
      'a/two.jpg',
      'b/three.jpg',
      'b/four.jpg',
      'b/five.jpg',
      'c/six.jpg',
      'c/B\u00e4r.jpg',
    ];
    expect(split(list, 0.3, 42)[1]).toMatchInlineSnapshot(`
      [
        "c/six.jpg",
      ]
    `);
  });

  it('does not depend on where the data lie, on separators or on how ä is written', () => {
    const here = photoIdentity('/data/bears', '/data/bears/black/B\u00e4r 1.jpg');
    expect(photoIdentity('/home/ada/b', '/home/ada/b/black/Ba\u0308r 1.jpg')).toBe(here);
    expect(here).toBe('black/B\u00e4r 1.jpg');
    expect(photoIdentity('/home/ada/p', '/home/ada/data/x.jpg')).toBe(photoIdentity('/p/q', '/p/data/x.jpg'));
  });

  it('says so when the share is more than a fifth off, and not otherwise', async () => {
    await put(Array.from({ length: 10 }, (_, i) => `a/${'abcdefghij'[i]}.jpg`));
    for (let seed = 0; seed < 30; seed++) {
      const { valid, notices } = await folderSplit(folder, { validPct: 0.5, seed });
      const isOff = Math.abs(valid.length / 10 - 0.5) > 0.1;
      expect(notices.some((notice) => /were asked for validation/.test(notice))).toBe(isOff);
    }
  });

  it('says at once that four photos may have no validation (fastai#2339)', async () => {
    await put(['a/w.jpg', 'a/x.jpg', 'b/y.jpg', 'b/z.jpg']);
    for (let seed = 0; seed < 30; seed++) {
      const { valid, notices } = await folderSplit(folder, { validPct: 0.2, seed });
      expect(notices.join('\n')).toMatch(/20 % of the 4 photos were asked for validation/);
      if (valid.length === 0) expect(notices.join('\n')).toMatch(/nothing can be measured/);
    }
  });

  it('is the same for a folder and for tables of its photos in any order', async () => {
    await put(names(60));
    const byFolder = sidesOf(await folderSplit(folder, { validPct: 0.2 }));
    const records = new Random(1)
      .shuffle(names(60))
      .map((name) => ({ name, label: basename(dirname(name)) }));
    const byTable = sidesOf(await recordsSplit(folder, records));
    expect([...byTable].sort()).toEqual([...byFolder].sort());
    const fewer = sidesOf(await recordsSplit(folder, records.slice(0, 30)));
    expect(moved(byFolder, fewer)).toEqual([]);
  });

  it('keeps a photo on its side when a cleaner moves it to another class and back', async () => {
    await put(names(60));
    const read = async () => sidesOf(await folderSplit(folder, { validPct: 0.3 }));
    const before = await read();
    const items = names(60).map((name) => ({ path: join(folder, name), label: dirname(name) }));
    const cleaner = await ImageCleaner.open(items, { root: folder, audit: false });
    const some = names(60).filter((name) => name.startsWith('black'));
    await cleaner.relabel(some, 'grizzly');
    await cleaner.apply();
    const after = await read();
    for (const name of some)
      expect([name, after.get(name.replace('black', 'grizzly'))]).toEqual([name, before.get(name)]);
    await cleaner.undo();
    expect(await read()).toEqual(before);
    cleaner.close();
  });

  it('renames by hand are other photos', async () => {
    await put(names(30));
    const before = sidesOf(await folderSplit(folder, { validPct: 0.2 }));
    await rename(join(folder, names(30)[0] as string), join(folder, 'black', 'z.jpg'));
    expect(moved(before, sidesOf(await folderSplit(folder, { validPct: 0.2 })))).toEqual([]);
  });
});
