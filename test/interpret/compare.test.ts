import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { mcnemarExact } from '../../src/interpret/comparison/mcnemar.js';
import { compare, type ModelComparison } from '../../src/interpret/index.js';
import { samples } from '../../src/lessons/index.js';
import { jupyterDisplay } from '../../src/notebook/index.js';
import { createCnn, type Learner, loadLearner } from '../../src/train/index.js';
import { ImageDataBunch, models } from '../../src/vision/index.js';
import { type Says, scripted } from './scriptedLearner.js';

// statsmodels 0.15.0: mcnemar([[3, b], [c, 4]], exact=True).pvalue; scipy's binomtest(min(b, c), b + c, .5) agrees.
const published = [
  [1, 0, 1],
  [3, 0, 0.25],
  [5, 1, 0.21875],
  [7, 8, 1],
  [10, 3, 0.09228515625],
  [25, 25, 1],
  [0, 12, 0.00048828125],
  [37, 61, 0.019690184799846844],
  [120, 80, 0.005685155996750306],
  [900, 700, 6.319484959450105e-7],
  [2000, 1500, 2.942363832253349e-17],
] as const;

describe("McNemar's exact test", () => {
  it.each(published)('%i against %i: %d', (b, c, p) => {
    expect(mcnemarExact(b, c) / p).toBeCloseTo(1, 9);
    expect(mcnemarExact(c, b)).toBe(mcnemarExact(b, c));
  });

  it('is 1 where the two never differ', () => expect(mcnemarExact(0, 0)).toBe(1));

  it('agrees with a slow sum of whole numbers', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(60), (b, c) => {
        const choose = (n: bigint, k: bigint): bigint =>
          k === 0n ? 1n : (choose(n, k - 1n) * (n - k + 1n)) / k;
        const n = BigInt(b + c);
        let tail = 0n;
        for (let k = 0n; k <= BigInt(Math.min(b, c)); k++) tail += choose(n, k);
        const slow = Math.min(1, (2 * Number(tail)) / 2 ** Number(n));
        expect(mcnemarExact(b, c)).toBeCloseTo(slow, 10);
      }),
    );
  });
});

const cats = ['cat', 'dog'];
const valid = [['1', 'cat'], ['2', 'cat'], ['3', 'dog'], ['4', 'dog'], ['5', 'dog'], ['6']] as const;
const byA: Says = {
  1: [0.9, 0.1],
  2: [0.75, 0.25],
  3: [0.25, 0.75],
  4: [1, 0],
  5: [0.5, 0.5],
  6: [0.75, 0.25],
};
const byB: Says = {
  1: [0.75, 0.25],
  2: [0.25, 0.75],
  3: [0.75, 0.25],
  4: [0, 1],
  5: [0.75, 0.25],
  6: [0.5, 0.5],
};

describe('compare', () => {
  const both = (): Promise<ModelComparison> =>
    compare(scripted(cats, byA, valid), scripted(cats, byB), { names: ['old', 'new'] });

  it('counts who is right, in all and class by class', async () => {
    const versus = await both();
    // 1: both; 2 and 3: A alone; 4: B alone; 5: a tie is the first class, so both are wrong; 6 has no class.
    expect(versus.counts).toEqual({ bothRight: 1, onlyA: 2, onlyB: 1, bothWrong: 1 });
    expect(versus.accuracies).toEqual([3 / 5, 2 / 5]);
    expect(versus.pValue).toBe(1);
    expect(versus.perClass()).toEqual([
      {
        class: 'cat',
        support: 2,
        bothRight: 1,
        onlyA: 1,
        onlyB: 0,
        bothWrong: 0,
        recallA: 1,
        recallB: 0.5,
        pValue: 1,
      },
      {
        class: 'dog',
        support: 3,
        bothRight: 0,
        onlyA: 1,
        onlyB: 1,
        bothWrong: 1,
        recallA: 1 / 3,
        recallB: 1 / 3,
        pValue: 1,
      },
    ]);
    expect(String(versus)).toBe(
      "old and new on 5 photos: accuracy 0.6000 and 0.4000, McNemar's exact p-value 1 (1 without a known class)",
    );
    const { 'text/html': html, 'text/plain': plain } = (await versus[jupyterDisplay]()) as Record<
      string,
      string
    >;
    expect(plain).toContain('only new right');
    expect(html).toContain('<caption>old and new on 5 photos');
  });

  it('ranks the photos about which they differ by how far they are apart', async () => {
    const versus = await both();
    expect(versus.disagreements().map(({ path, gap, outcome }) => [path, gap, outcome])).toEqual([
      ['4', 1, 'onlyB'],
      ['2', 0.5, 'onlyA'],
      ['3', 0.5, 'onlyA'],
    ]);
    expect(versus.disagreements({ outcome: 'onlyA', ofClass: 'dog' }).map(({ path }) => path)).toEqual(['3']);
    const grid = await versus.plotDisagreements(2);
    expect(grid.title).toBe('old and new differ: 2 of 3 photos');
    expect(grid.cells[0]?.title).toBe('old: cat 1.00 ✗\nnew: dog 1.00 ✓\ndog · 4');
    const { data } = versus.plot();
    expect(data.map(({ name }) => name)).toEqual([
      'both right (1)',
      'only old right (2)',
      'only new right (1)',
      'both wrong (1)',
      'equally sure',
    ]);
  });

  it('knows classes by their names: other orders, other vocabularies, none in common', async () => {
    const turned = Object.fromEntries(
      Object.entries(byB).map(([path, [cat, dog]]) => [path, [dog, 0, cat]]),
    ) as Says;
    const versus = await compare(scripted(cats, byA, valid), scripted(['dog', 'fox', 'cat'], turned));
    expect(versus.classes).toEqual(['cat', 'dog', 'fox']);
    expect(versus.names).toEqual(['A', 'B']);
    // The tie of photo 6 goes to another class now, and it has no label.
    expect(versus.counts).toEqual((await both()).counts);
    const foxes = scripted(['fox', 'wolf'], {});
    await expect(compare(scripted(cats, byA, valid), foxes)).rejects.toMatchObject({
      name: 'NoCommonClassesError',
      classesA: cats,
      classesB: ['fox', 'wolf'],
    });
  });

  it('names photos that have vanished, for either model, and goes on', async () => {
    const { 2: _, ...withoutTwo } = byA;
    const { 3: __, ...withoutThree } = byB;
    const versus = await compare(scripted(cats, withoutTwo, valid), scripted(cats, withoutThree));
    expect(versus.unreadable).toEqual(['2', '3']);
    expect(versus.photos.map(({ path }) => path)).toEqual(['1', '4', '5', '6']);
    expect(String(versus)).toContain('2 unreadable');
    await expect(compare(scripted(cats, {}, valid), scripted(cats, byB))).rejects.toMatchObject({
      name: 'NothingToCompareError',
      unreadable: ['1', '2', '3', '4', '5', '6'],
    });
  });

  it('takes one photo, one class and none; refuses several labels', async () => {
    const only = scripted(['cat'], { 1: [1] }, [['1', 'cat']]);
    expect((await compare(only, only)).counts).toEqual({ bothRight: 1, onlyA: 0, onlyB: 0, bothWrong: 0 });
    await expect(compare(scripted(cats, byA), scripted(cats, byB))).rejects.toThrow(
      'neither has photos of that split',
    );
    const many = { ...only, data: { ...only.data, targetKind: 'multi' } } as unknown as Learner;
    await expect(compare(only, many)).rejects.toMatchObject({ argument: 'learnB' });
  });
});

describe('compare, with trained learners', () => {
  let root = '';
  let learner: Learner;
  beforeAll(async () => {
    const { path } = await samples.bears({ n: 8, seed: 3 });
    root = mkdtempSync(join(tmpdir(), 'tsvision-compare-'));
    cpSync(path, root, { recursive: true });
    const data = await ImageDataBunch.fromFolder(root, {
      train: '.',
      validPct: 0.4,
      seed: 1,
      size: 32,
      bs: 4,
    });
    learner = await createCnn(data, models.tinyresnet);
  });

  it('asks each in its own size, a loaded one too, and says what it has learned from', async () => {
    const path = join(root, 'export.safetensors');
    await learner.export(path);
    const loaded = await loadLearner(path);
    const same = await compare(learner, loaded);
    const { length } = learner.data.validDs.items;
    expect(same.photos.length).toBe(length);
    expect(same.counts.onlyA + same.counts.onlyB).toBe(0);
    for (const { a, b } of same.photos) expect(a.confidence).toBeCloseTo(b.confidence, 4);
    const larger = await ImageDataBunch.fromFolder(root, {
      train: '.',
      validPct: 0.4,
      seed: 2,
      size: 64,
      bs: 4,
    });
    const other = await createCnn(larger, models.tinyresnet);
    const versus = await compare(learner, other);
    const own = new Set(larger.trainDs.items.map((item) => item.path));
    const learned = learner.data.validDs.items.filter((item) => own.has(item.path)).length;
    expect(learned).toBeGreaterThan(0);
    expect(versus.learned).toEqual([0, learned]);
    expect(String(versus)).toContain(`B has learned from ${learned} of them`);
    // Photo by photo as `predict` says it.
    const [first] = versus.photos;
    expect(first?.b.prediction).toBe((await other.predict(first?.path as string)).category);
  });

  it('goes on where a photo has gone since', async () => {
    const { items } = learner.data.validDs;
    const gone = items[0]?.path as string;
    // The trained one keeps the pixels that it has read.
    const loaded = await loadLearner(join(root, 'export.safetensors'));
    rmSync(gone);
    const versus = await compare(loaded, loaded, { items });
    expect(versus.unreadable).toEqual([gone]);
    expect(versus.photos.length).toBe(items.length - 1);
  });
});
