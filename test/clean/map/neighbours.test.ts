import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { classDistances } from '../../../src/clean/map/classDistances.js';
import { closePairs } from '../../../src/clean/map/closePairs.js';
import { nearestRows } from '../../../src/clean/map/layout/nearestRows.js';

const points = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 25 }))
  .chain(([dims, count]) =>
    fc.record({
      dims: fc.constant(dims),
      // Few different values: ties and copies are common.
      values: fc
        .array(fc.integer({ min: -3, max: 3 }), { minLength: dims * count, maxLength: dims * count })
        .map((numbers) => Float32Array.from(numbers)),
    }),
  );

const distance = ({ values, dims }: { values: Float32Array; dims: number }, a: number, b: number): number =>
  Math.hypot(
    ...Array.from(
      { length: dims },
      (_, i) => (values[a * dims + i] as number) - (values[b * dims + i] as number),
    ),
  );

describe('nearest rows', () => {
  it('are those of comparing everything with everything', async () => {
    await fc.assert(
      fc.asyncProperty(points, fc.integer({ min: 1, max: 6 }), async (given, k) => {
        const count = given.values.length / given.dims;
        const all = Int32Array.from({ length: count }, (_, i) => i);
        const found = await nearestRows(given, all, all, k);
        for (const row of all) {
          const due = [...all].filter((other) => other !== row).map((other) => distance(given, row, other));
          due.sort((a, b) => a - b);
          const own = [...found.distances.subarray(row * k, (row + 1) * k)];
          expect(own.filter(Number.isFinite).map((x) => x.toFixed(4))).toEqual(
            due.slice(0, k).map((x) => x.toFixed(4)),
          );
          for (const [i, other] of found.indices.subarray(row * k, (row + 1) * k).entries())
            if (other >= 0) expect(distance(given, row, other)).toBeCloseTo(own[i] as number, 4);
        }
      }),
    );
  });
});

describe('close pairs', () => {
  it('are all of those that are no farther apart, one of each list', async () => {
    await fc.assert(
      fc.asyncProperty(points, fc.double({ min: 0, max: 6, noNaN: true }), async (given, within) => {
        const count = given.values.length / given.dims;
        const all = Array.from({ length: count }, (_, i) => i);
        const [ones, others] = [0, 1].map((part) =>
          Int32Array.from(all.filter((row) => row % 2 === part)),
        ) as [Int32Array, Int32Array];
        const found = await closePairs(given, ones, others, within);
        const pairs = Array.from(
          { length: found.length / 2 },
          (_, i) => `${found[2 * i]} ${found[2 * i + 1]}`,
        );
        // Squares of whole numbers: what lies on the limit but for rounding may count or not.
        const isSure = (a: number, b: number): boolean => Math.abs(distance(given, a, b) - within) > 1e-3;
        const due = [...ones].flatMap((a) =>
          [...others].filter((b) => distance(given, a, b) <= within && isSure(a, b)).map((b) => `${a} ${b}`),
        );
        const sure = pairs.filter((pair) => isSure(...(pair.split(' ').map(Number) as [number, number])));
        expect(sure.sort()).toEqual(due.sort());
      }),
    );
  });
});

describe('distances from the class', () => {
  const line = (...xs: number[]) => ({ values: Float32Array.from(xs), dims: 1 });

  it('are means of the nearest of the class by the median of the class', async () => {
    // Photos at 0, 1, 2 and 10 of one class: means 3.67 (1, 2, 10), 3.67 …, and 9 for the last.
    const scores = await classDistances(line(0, 1, 2, 10), Int32Array.of(0, 0, 0, 0));
    const means = [13 / 3, 11 / 3, 11 / 3, 9];
    const median = (11 / 3 + 13 / 3) / 2;
    expect([...scores].map((x) => x.toFixed(4))).toEqual(means.map((x) => (x / median).toFixed(4)));
  });

  it('judge each class by itself, and say nothing of none and of few', async () => {
    const xs = [0, 1, 2, 30, 100, 200, 300, 600, 5, 6];
    const classes = Int32Array.of(0, 0, 0, 0, 1, 1, 1, 1, -1, 2);
    const scores = await classDistances(line(...xs), classes);
    expect(scores[3]).toBeGreaterThan(2);
    expect(scores[7]).toBeLessThan(scores[3] as number);
    expect([...scores.subarray(8)]).toEqual([Number.NaN, Number.NaN]);
  });

  it('are usual among copies, and large for what is none', async () => {
    const scores = await classDistances(line(1, 1, 1, 1, 1, 1, 1, 4), new Int32Array(8));
    expect([...scores.subarray(0, 7)]).toEqual(new Array(7).fill(1));
    expect(scores[7]).toBeGreaterThan(1000);
  });
});
