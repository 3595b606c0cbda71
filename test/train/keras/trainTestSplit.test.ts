import fc from 'fast-check';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { tf } from '../../../src/engine/index.js';
import { trainTestSplit } from '../../../src/train/groups/keras.js';

const rows = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

describe('trainTestSplit', () => {
  it('keeps rows together, each on one side, sizes as scikit-learn', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.double({ min: 0.05, max: 0.9, noNaN: true }),
        (n, share) => {
          const held = Math.ceil(share * n);
          fc.pre(held < n);
          const [a, b, x, y] = trainTestSplit([rows(n), Float32Array.from(rows(n), (i) => i * 2)], {
            testSize: share,
          });
          expect(b).toHaveLength(held);
          expect([...a, ...b].sort((p, q) => p - q)).toEqual(rows(n));
          expect([...x]).toEqual(a.map((i) => i * 2));
          expect([...y]).toEqual(b.map((i) => i * 2));
        },
      ),
    );
  });

  it('takes tensors, a number of rows and a seed', () => {
    const x = tf.tensor2d(rows(10).map((i) => [i, i + 0.5]));
    const [xTrain, xTest, yTrain, yTest] = trainTestSplit([x, rows(10)], { testSize: 3, seed: 1 });
    expectTypeOf(xTrain).toExtend<tf.Tensor>();
    expect([xTrain.shape, xTest.shape]).toEqual([
      [7, 2],
      [3, 2],
    ]);
    expect((xTest.arraySync() as number[][]).map(([i]) => i)).toEqual(yTest);
    expect(trainTestSplit([rows(10)], { seed: 1, testSize: 3 })[0]).toEqual(yTrain);
    expect(trainTestSplit([rows(10)], { seed: 2, testSize: 3 })[0]).not.toEqual(yTrain);
    expect(trainTestSplit([rows(4)], { testSize: 1, shuffle: false })).toEqual([[0, 1, 2], [3]]);
    expect(x.isDisposed).toBe(false);
  });

  it('gives each class its share', () => {
    const labels = [...Array(60).fill('cat'), ...Array(30).fill('dog'), ...Array(10).fill('fox')] as string[];
    const [, test] = trainTestSplit([labels], { testSize: 0.2, stratify: labels });
    const count = (name: string): number => test.filter((label) => label === name).length;
    expect([count('cat'), count('dog'), count('fox')]).toEqual([12, 6, 2]);
  });

  it('refuses uneven things and empty parts', () => {
    expect(() => trainTestSplit([[1, 2], [1]])).toThrow(/equally many rows/);
    expect(() => trainTestSplit([[1]])).toThrow(/leaves some on both sides/);
    expect(() => trainTestSplit([rows(4)], { testSize: 0 })).toThrow(/testSize/);
    expect(() => trainTestSplit([rows(4)], { stratify: ['a'] })).toThrow(/each of the 4 rows/);
  });
});
