import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DatasetFormatter } from '../../../src/clean/datasetFormatter.js';
import { NotFiniteError } from '../../../src/clean/errors.js';
import {
  confidenceThresholds,
  confidentJoint,
  confidentLearning,
} from '../../../src/clean/labelErrors/confidentLearning.js';
import { findLabelErrors } from '../../../src/clean/labelErrors/findLabelErrors.js';
import { LinearHead } from '../../../src/clean/labelErrors/linearHead.js';
import {
  type OutOfSampleOptions,
  outOfSampleProbabilities,
} from '../../../src/clean/labelErrors/outOfSample.js';
import { topPairs } from '../../../src/clean/topPairs.js';
import { InvalidArgumentError, Random } from '../../../src/core/index.js';
import { tf } from '../../../src/engine/index.js';
import { PlainLinearHead } from './plainLinearHead.js';

const classes = ['black', 'grizzly', 'teddys'];

/** Three clouds of points that overlap a little, and labels of which some are wrong. */
function clouds(perClass: number, wrong: number, width = 12) {
  const random = new Random(11);
  const truth = Array.from({ length: 3 * perClass }, (_, i) => i % 3);
  const values = Float32Array.from({ length: truth.length * width }, (_, i) => {
    const [row, k] = [Math.floor(i / width), i % width];
    return random.normal(k % 3 === truth[row] ? 2 : 0, 1) * (k + 1) + 5;
  });
  const planted = random.permutation(truth.length).slice(0, wrong);
  const labels = [...truth];
  for (const row of planted) labels[row] = ((truth[row] as number) + 1 + random.int(2)) % 3;
  return { features: { values, width, count: truth.length }, labels, planted, truth };
}

describe('LinearHead', () => {
  it('gives what plain loops in double precision give', async () => {
    for (const [perClass, width] of [
      [7, 5],
      [60, 33],
    ] as const) {
      const { features, labels } = clouds(perClass, 3, width);
      const head = await LinearHead.fit({ features, labels, classes: 3 });
      const plain = PlainLinearHead.fit(features, labels, 3).predict(features);
      for (const [i, p] of (await head.predict(features)).entries())
        expect(p).toBeCloseTo(plain[i] as number, 4);
    }
  });

  it('gives the same with weights, and of several heads at once', async () => {
    const { features, labels } = clouds(20, 3, 7);
    const random = new Random(2);
    const weights = Float64Array.from(labels, () => random.uniform(0, 1));
    const decays = [1e-3, 1e-1, 2];
    const heads = await LinearHead.fitEach({ features, labels, classes: 3, weights }, decays);
    for (const [i, l2] of decays.entries()) {
      const plain = PlainLinearHead.fit(features, labels, 3, { l2, weights }).predict(features);
      for (const [k, p] of (await (heads[i] as LinearHead).predict(features)).entries())
        expect(p).toBeCloseTo(plain[k] as number, 4);
    }
  });

  it('stops between two steps, and leaves no tensor behind', async () => {
    const { features, labels } = clouds(20, 0);
    const items = labels.map((label, i) => ({ path: `/d/${i}.jpg`, label: classes[label] }));
    await LinearHead.fit({ features, labels, classes: 3 }, { steps: 1 });
    const before = tf.memory().numTensors;
    const stop = new AbortController();
    const options = { steps: 1e9, signal: stop.signal };
    const found = findLabelErrors({ features, items, classes }, options);
    setTimeout(() => stop.abort(new Error('stopped')), 20);
    await expect(found).rejects.toThrow('stopped');
    const pairs = topPairs(features, 3, { signal: AbortSignal.abort(new Error('stopped')) });
    await expect(pairs).rejects.toThrow('stopped');
    expect(tf.memory().numTensors).toBe(before);
  });

  it('finds the minimum of the loss: its gradient is zero there', async () => {
    const { features, labels } = clouds(40, 0);
    const few = await (
      await LinearHead.fit({ features, labels, classes: 3 }, { l2: 0.1, steps: 800 })
    ).predict(features);
    const many = await (
      await LinearHead.fit({ features, labels, classes: 3 }, { l2: 0.1, steps: 2000 })
    ).predict(features);
    for (const [i, p] of few.entries()) expect(p).toBeCloseTo(many[i] as number, 5);
    // With a free bias the mean probability of a class is its share at the minimum.
    for (let c = 0; c < 3; c++) {
      const mean = labels.reduce((sum, _, row) => sum + (many[row * 3 + c] as number), 0) / labels.length;
      expect(mean).toBeCloseTo(1 / 3, 4);
    }
  });
});

describe('outOfSampleProbabilities', () => {
  it('cannot learn labels that mean nothing, as it would if it had seen the photos', async () => {
    const random = new Random(4);
    const [count, width] = [120, 200];
    const values = Float32Array.from({ length: count * width }, () => random.normal());
    const labels = Array.from({ length: count }, (_, i) => i % 2);
    const features = { values, width, count };
    const right = (p: Float64Array): number =>
      labels.filter((label, row) => (p[row * 2 + label] as number) > 0.5).length / count;
    expect(
      right(await (await LinearHead.fit({ features, labels, classes: 2 })).predict(features)),
    ).toBeGreaterThan(0.9);
    expect(right(await outOfSampleProbabilities(features, labels, 2, new Random(1)))).toBeLessThan(0.7);
  });

  it('holds its heads back as much as the held-out labels ask for: no fixed choice finds much more', async () => {
    const { features, labels, planted } = clouds(40, 24);
    const found = async (options?: OutOfSampleOptions): Promise<number> => {
      const p = await outOfSampleProbabilities(features, labels, 3, new Random(1), options);
      const own = labels.map((label, row) => p[row * 3 + label] as number);
      const worst = labels.map((_, row) => row).sort((a, b) => (own[a] as number) - (own[b] as number));
      return worst.slice(0, planted.length).filter((row) => planted.includes(row)).length / planted.length;
    };
    const chosen = await found();
    for (const l2 of [1e-3, 0.1, 1, 30])
      expect(chosen, `l2 = ${l2}`).toBeGreaterThanOrEqual((await found({ l2, secondRound: false })) - 0.05);
  });

  it('gives rows that add up to 1, whatever the features and labels (bad input, too)', async () => {
    const anything = fc.record({
      count: fc.integer({ min: 2, max: 12 }),
      width: fc.integer({ min: 1, max: 4 }),
      classes: fc.integer({ min: 1, max: 6 }),
      seed: fc.nat(),
      constant: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(anything, async ({ count, width, classes: c, seed, constant }) => {
        const random = new Random(seed);
        const values = Float32Array.from({ length: count * width }, () => (constant ? 7 : random.normal()));
        const labels = Array.from({ length: count }, () => random.int(c + 1) - 1);
        const options = { steps: 12, folds: 3 };
        const features = { values, width, count };
        const p = await outOfSampleProbabilities(features, labels, c, new Random(seed), options);
        expect(p).toHaveLength(count * c);
        expect(p.every((one) => one >= 0 && one <= 1 + 1e-6)).toBe(true);
        for (let row = 0; row < count; row++) {
          const sum = p.subarray(row * c, (row + 1) * c).reduce((a, b) => a + b, 0);
          // Nothing to learn from: nothing is said.
          expect(Math.min(Math.abs(sum - 1), sum)).toBeLessThan(1e-4);
        }
      }),
      { numRuns: 25 },
    );
  });

  it('names the photo whose features are no numbers', async () => {
    const { features, labels } = clouds(10, 0);
    const values = Float32Array.from(features.values);
    values[5 * features.width + 2] = Number.NaN;
    const found = outOfSampleProbabilities({ ...features, values }, labels, 3, new Random(1));
    await expect(found).rejects.toThrow(NotFiniteError);
    await expect(found).rejects.toMatchObject({
      row: 5,
      column: 2,
      message: expect.stringContaining('photo 5'),
    });
  });

  it('says what does not fit together', async () => {
    const { features } = clouds(4, 0);
    await expect(outOfSampleProbabilities(features, [0, 1], 3, new Random(1))).rejects.toThrow(
      InvalidArgumentError,
    );
  });
});

describe('confidentLearning', () => {
  it('follows the definition on an example made by hand', () => {
    // Mean self-confidence: class 0 (.9 + .8 + .1)/3 = .6; class 1 (.7 + .5)/2 = .6. So of three labelled 0, all
    // of them confident, one is confidently of class 1; and none the other way round.
    const probabilities = Float64Array.from([0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.3, 0.7, 0.5, 0.5]);
    expect(confidentLearning(probabilities, [0, 0, 0, 1, 1], 2)).toEqual([
      { index: 2, label: 0, suggested: 1, margin: 0.1 - 0.9 },
    ]);
  });
});

describe('what cleanlab says', () => {
  interface Case {
    readonly classes: number;
    readonly labels: readonly number[];
    readonly probabilities: readonly number[];
    readonly thresholds: readonly number[];
    readonly joint: readonly number[];
    readonly selfConfidence: readonly number[];
    readonly normalizedMargin: readonly number[];
    readonly issues: readonly number[];
  }
  const cases: Case[] = JSON.parse(readFileSync(join(import.meta.dirname, 'cleanlab.json'), 'utf8'));

  it.each(cases)(
    'is said here: thresholds, joint, scores and which labels are wrong ($classes classes)',
    (one) => {
      const { classes: c, labels } = one;
      const probabilities = Float64Array.from(one.probabilities);
      for (const [k, threshold] of confidenceThresholds(probabilities, labels, c).entries())
        expect(threshold).toBeCloseTo(one.thresholds[k] as number, 9);
      const joint = Array.from(confidentJoint(probabilities, labels, c));
      // cleanlab's diagonal is at least 1.
      expect(joint.map((count, i) => (i % (c + 1) === 0 ? Math.max(1, count) : count))).toEqual(one.joint);
      const suspects = confidentLearning(probabilities, labels, c);
      expect(suspects.map(({ index }) => index).sort((a, b) => a - b)).toEqual(one.issues);
      for (const { index, label, margin } of suspects) {
        expect(probabilities[index * c + label]).toBeCloseTo(one.selfConfidence[index] as number, 9);
        expect((margin + 1) / 2).toBeCloseTo(one.normalizedMargin[index] as number, 9);
      }
    },
  );
});

describe('findLabelErrors', () => {
  it.each([
    ['two photos', 2, 2],
    ['one class', 9, 1],
    ['a hundred classes of three photos', 300, 100],
    ['classes of one photo', 12, 12],
    ['no photo', 0, 2],
  ])('takes %s', async (_, count, c) => {
    const random = new Random(3);
    const names = Array.from({ length: c }, (_, k) => `class ${String(k).padStart(3, '0')}`);
    const items = Array.from({ length: count }, (_, i) => ({ path: `/d/${i}.jpg`, label: names[i % c] }));
    const values = Float32Array.from({ length: count * 4 }, () => random.normal());
    const found = await findLabelErrors({ features: { values, width: 4, count }, items, classes: names });
    expect(found.items).toHaveLength(count);
    expect(found.items.every(({ loss }) => loss === undefined || Number.isFinite(loss))).toBe(true);
    const perClass = count / c;
    if (perClass < 2) {
      expect(found.errors).toEqual([]);
      expect(found.items.every(({ loss }) => loss === undefined)).toBe(true);
    } else expect(found.items[0]?.loss).toBeGreaterThanOrEqual(0);
    if (c === 1) expect(found.errors).toEqual([]);
    expect(found.toString()).toContain('likely label errors');
  });

  it('finds planted errors with few false alarms, and names the right class', async () => {
    const { features, labels, planted, truth } = clouds(100, 18);
    const items = labels.map((label, i) => ({ path: `/d/${i}.jpg`, label: classes[label] }));
    const found = await findLabelErrors({ features, items, classes });
    const rows = found.errors.map(({ path }) => Number(path.match(/\d+/)?.[0]));
    const hits = rows.filter((row) => planted.includes(row));
    // Confident learning names few and is right about them; the order by loss is what finds the rest.
    expect(hits.length).toBeGreaterThanOrEqual(0.5 * planted.length);
    expect(hits.length).toBeGreaterThanOrEqual(0.9 * rows.length);
    const first = found.items.slice(0, 2 * planted.length);
    const worst = new Set(first.map(({ path }) => Number(path.match(/\d+/)?.[0])));
    expect(planted.filter((row) => worst.has(row)).length).toBeGreaterThanOrEqual(0.8 * planted.length);
    const named = found.errors.filter(
      ({ suggested }, i) => classes[truth[rows[i] as number] as number] === suggested,
    );
    expect(named.length).toBeGreaterThanOrEqual(0.9 * hits.length);
    expect(found.items.length).toBe(labels.length);
    const badged = found.items.filter(({ problems }) => problems?.includes('labelError'));
    expect(badged.map(({ path }) => path).sort()).toEqual(found.errors.map(({ path }) => path).sort());
    expect(found.toString()).toContain('likely label errors among 300 photos');
  });

  it('ranks all photos as cleanlab does by self-confidence, and shows the ranking (29 of 31 in the worst tenth)', async () => {
    const { features, labels } = clouds(60, 12);
    const items = labels.map((label, i) => ({ path: `/d/${i}.jpg`, label: classes[label] }));
    const found = await findLabelErrors({ features, items, classes }, { seed: 5 });
    const probabilities = await outOfSampleProbabilities(features, labels, 3, new Random(5));
    const own = labels.map((label, row) => probabilities[row * 3 + label] as number);
    const order = labels.map((_, row) => row).sort((a, b) => (own[a] as number) - (own[b] as number));
    expect(found.items.map(({ path }) => path)).toEqual(order.map((row) => `/d/${row}.jpg`));
    // Some that are not flagged come before some that are.
    const flags = found.items.map(({ problems }) => problems?.includes('labelError') ?? false);
    expect(flags.indexOf(false)).toBeLessThan(flags.lastIndexOf(true));
    const [, , row] = found.toString().split('\n');
    expect(row).toContain(`d/${order[0]}.jpg`);
    expect(found.table(5).cells).toHaveLength(5);
    expect(found.table(5).text).toContain('the first 5 to look at');
  });

  it('leaves photos without a label alone', async () => {
    const { features, labels } = clouds(30, 0);
    const items = labels.map((label, i) => ({
      path: `/d/${i}.jpg`,
      label: i < 5 ? undefined : classes[label],
    }));
    const found = await findLabelErrors({ features, items, classes });
    expect(found.errors.every(({ path }) => Number(path.match(/\d+/)?.[0]) >= 5)).toBe(true);
    expect(found.items.find(({ path }) => path === '/d/0.jpg')?.prediction).toBe(
      classes[labels[0] as number],
    );
  });
});

describe('DatasetFormatter', () => {
  it('is what it is with and without an instance, and spells as fastai does', () => {
    const made = [new DatasetFormatter(), DatasetFormatter(), DatasetFormatter];
    for (const one of made)
      for (const name of ['fromTopLosses', 'fromToplosses', 'fromMostUnsure', 'fromSimilars'] as const)
        expect(one[name]).toBeTypeOf('function');
  });
});

describe('topPairs', () => {
  it('finds the pairs that looking at all of them would', async () => {
    const random = new Random(9);
    const [count, width] = [1300, 8];
    const values = Float32Array.from({ length: count * width }, () => random.normal());
    values.copyWithin(1290 * width, 3 * width, 4 * width);
    const rows = Array.from({ length: count }, (_, i) =>
      Array.from(values.subarray(i * width, (i + 1) * width)),
    );
    const cosine = (a: number[], b: number[]): number =>
      a.reduce((sum, x, k) => sum + x * (b[k] as number), 0) / (Math.hypot(...a) * Math.hypot(...b));
    const all: [number, number, number][] = [];
    for (let i = 0; i < count; i++)
      for (let j = i + 1; j < count; j++) all.push([i, j, cosine(rows[i] as number[], rows[j] as number[])]);
    const expected = all.sort((a, b) => b[2] - a[2]).slice(0, 20);
    const found = await topPairs({ values, width, count }, 20);
    expect(found.map((pair) => pair.rows)).toEqual(expected.map(([i, j]) => [i, j]));
    expect(found[0]).toMatchObject({ rows: [3, 1290] });
    expect(found[0]?.similarity).toBeCloseTo(1, 5);
  });
});
