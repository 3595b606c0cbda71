import { mkdirSync } from 'node:fs';
import { copyFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditImages } from '../../src/clean/auditImages.js';
import { ImageCleaner } from '../../src/clean/cleaner/imageCleaner.js';
import { classOddness } from '../../src/clean/labelErrors/classOddness.js';
import { suspicionOf, suspicionsOf } from '../../src/clean/suspicion.js';
import { Random } from '../../src/core/index.js';
import { tf } from '../../src/engine/index.js';
import { samples } from '../../src/lessons/index.js';
import { emptyFolder } from './support/photoFolder.js';

describe('suspicionOf', () => {
  it('is the chance that at least one reason holds', () => {
    expect(suspicionOf({ loss: Math.log(4), problems: ['blurred'] })).toBeCloseTo(1 - 0.25 * 0.5, 9);
    expect(suspicionOf({ oddness: 0.2, loss: 0 })).toBeCloseTo(0.2, 9);
    expect(suspicionOf({ loss: 0 })).toBe(0);
    expect(suspicionOf({})).toBeUndefined();
    // What models say counts by its probability, and not a second time as a badge.
    expect(suspicionOf({ loss: 1, oddness: 0.6, problems: ['labelError', 'outlier'] })).toBe(
      suspicionOf({ loss: 1, oddness: 0.6 }),
    );
  });

  it('is 0 to 1, and no reason makes it less', () => {
    const problem = fc.constantFrom(
      'unreadable',
      'twoClasses',
      'leak',
      'duplicate',
      'dark',
      'mine',
      'outlier',
    );
    const item = fc.record({
      loss: fc.option(fc.double({ min: 0, max: 800, noNaN: true }), { nil: undefined }),
      oddness: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
      problems: fc.option(fc.array(problem, { maxLength: 4 }), { nil: undefined }),
    });
    fc.assert(
      fc.property(item, problem, (one, more) => {
        const value = suspicionOf(one) ?? 0;
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        const worse = suspicionOf({ ...one, problems: [...(one.problems ?? []), more] }) ?? 0;
        expect(worse).toBeGreaterThanOrEqual(value - 1e-12);
        const reasons = suspicionsOf(one).map(({ weight }) => weight);
        expect(reasons).toEqual([...reasons].sort((a, b) => b - a));
      }),
    );
  });
});

describe('classOddness', () => {
  const [count, width] = [90, 8];
  const labels = Array.from({ length: count }, (_, i) => (i === 4 ? -1 : i % 3));

  /** Three clouds apart, photo 31 of none of them, 40 labelled as another. */
  function clouds(): { values: Float32Array; width: number; count: number; wrong: number[] } {
    const random = new Random(6);
    const values = Float32Array.from(
      { length: count * width },
      (_, i) => (i % width === Math.floor(i / width) % 3 ? 2 : 0) + 0.3 * random.normal(),
    );
    values.set([0, 0, 0, 0, 0, 9, -9, 9], 31 * width);
    const wrong = [...labels];
    wrong[40] = 2;
    return { values, width, count, wrong };
  }

  it('is what looking at every pair gives, and finds wrong labels and what is of no class', async () => {
    const { wrong, ...features } = clouds();
    const before = tf.memory().numTensors;
    const { oddness, outlying } = await classOddness(features, wrong);
    expect(tf.memory().numTensors).toBe(before);
    const plain = plainOddness(features.values, width, wrong);
    for (const [i, value] of oddness.entries()) expect(value).toBeCloseTo(plain[i] as number, 6);
    expect(oddness[31]).toBeGreaterThan(0.9);
    expect(oddness[40]).toBeGreaterThan(0.9);
    expect(oddness[4]).toBe(0);
    expect([outlying[31], outlying[4]]).toEqual([true, false]);
  });

  it('lets no copy vouch for a photo', async () => {
    const { wrong, ...features } = clouds();
    // The photo of no class is there five times more, all with one label; of each the first is named.
    const copies = [34, 37, 43, 46, 49];
    for (const row of copies) features.values.copyWithin(row * width, 31 * width, 32 * width);
    const { oddness, firstCopy } = await classOddness(features, wrong);
    for (const row of [31, ...copies]) {
      expect(firstCopy[row]).toBe(31);
      expect(oddness[row]).toBeGreaterThan(0.9);
    }
    expect(firstCopy[30]).toBe(30);
  });

  it('says nothing where nothing is usual: few photos, all equal, none', async () => {
    const equal = { values: new Float32Array(60).fill(3), width: 3, count: 20 };
    const { oddness } = await classOddness(equal, new Array(20).fill(0));
    expect(Array.from(oddness)).toEqual(new Array(20).fill(0));
    const few = { values: Float32Array.from([1, 2, 3, 4]), width: 1, count: 4 };
    expect(Array.from((await classOddness(few, [0, 0, 0, 0])).oddness)).toEqual([0, 0, 0, 0]);
    const none = await classOddness({ values: new Float32Array(0), width: 3, count: 0 }, []);
    expect(none.oddness).toHaveLength(0);
  });
});

/** The definition, in loops. */
function plainOddness(values: Float32Array, width: number, labels: readonly number[]): number[] {
  const rows = labels.map((_, i) => Array.from(values.subarray(i * width, (i + 1) * width)));
  const distance = (a: number[], b: number[]): number =>
    1 - a.reduce((sum, x, k) => sum + x * (b[k] as number), 0) / (Math.hypot(...a) * Math.hypot(...b));
  const nearest = (i: number, isKin: boolean): number => {
    const all = rows.flatMap((row, j) =>
      j !== i && (labels[j] as number) >= 0 && (labels[j] === labels[i]) === isKin
        ? [distance(row, rows[i] as number[])]
        : [],
    );
    // Beyond a likeness of 0.9999 it is a copy.
    const ten = all
      .filter((one) => one > 1e-4)
      .sort((a, b) => a - b)
      .slice(0, 10);
    return ten.reduce((a, b) => a + b, 0) / ten.length;
  };
  const share = (list: readonly number[], value: number): number =>
    (list.filter((one) => one < value).length + list.filter((one) => one === value).length / 2) / list.length;
  const judged = labels.flatMap((label, i) => (label < 0 ? [] : [i]));
  const own = labels.map((_, i) => nearest(i, true));
  const ratio = labels.map((_, i) => (own[i] as number) / nearest(i, false));
  const among = (list: readonly number[], rows: readonly number[]): number[] =>
    rows.map((row) => list[row] as number);
  const doubts = labels.map((label, i) => {
    const same = judged.filter((row) => labels[row] === label);
    return -(
      (1 - share(among(ratio, judged), ratio[i] as number)) *
      (1 - share(among(own, same), own[i] as number))
    );
  });
  return labels.map((label, i) => (label < 0 ? 0 : share(among(doubts, judged), doubts[i] as number)));
}

describe('the cleaner, suspicious photos first', () => {
  it('joins labels, classes and audits, and takes a photo that vanished', async () => {
    const root = emptyFolder();
    for (const name of ['black', 'grizzly']) mkdirSync(join(root, name));
    const { path } = await samples.bears({ n: 6, seed: 1 });
    const photo = (name: string): string => join(path, `grizzly/0000000${name}.jpg`);
    for (const name of ['0', '1', '2', '3']) await copyFile(photo(name), join(root, `grizzly/${name}.jpg`));
    await copyFile(photo('3'), join(root, 'black/3.jpg'));
    const names = ['grizzly/0', 'grizzly/1', 'grizzly/2', 'grizzly/3', 'black/3'];
    const losses = [0.01, 2, 0.02, 0.01, 0.01];
    const items = names.map((name, i) => {
      const [label] = name.split('/');
      return { path: join(root, `${name}.jpg`), label, loss: losses[i], oddness: i === 2 ? 0.7 : 0 };
    });
    await rm(join(root, 'grizzly/0.jpg'));
    const audit = await auditImages(items, { progress: false, only: ['unreadable', 'duplicate'] });
    const cleaner = await ImageCleaner.open(items, { root, audit });
    const { listing } = cleaner.controller;
    expect(listing.sortKeys).toContain('suspicion');
    listing.refresh({ sort: 'suspicion', descending: true });
    const order = listing.positions.map((index) => names[index]);
    expect(order).toEqual(['grizzly/0', 'grizzly/3', 'black/3', 'grizzly/1', 'grizzly/2']);
    expect(listing.describe(3).problems).toEqual(['duplicate', 'twoClasses']);
    cleaner.close();
  });
});
