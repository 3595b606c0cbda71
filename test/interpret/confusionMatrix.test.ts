import { describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/index.js';
import { confusionMatrix, plotConfusionMatrix } from '../../src/interpret/index.js';

const published = [
  [2, 0, 0],
  [0, 0, 1],
  [1, 0, 2],
];

describe('confusionMatrix', () => {
  it("equals scikit-learn's published examples", () => {
    expect(confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2])).toEqual(published);
    const [y, preds] = [
      ['cat', 'ant', 'cat', 'cat', 'ant', 'bird'],
      ['ant', 'ant', 'cat', 'cat', 'ant', 'cat'],
    ];
    expect(confusionMatrix(y, preds, { labels: ['ant', 'bird', 'cat'] })).toEqual(published);
    expect(confusionMatrix(y, preds)).toEqual(published);
    expect(confusionMatrix([0, 1, 0, 1], [1, 1, 1, 0])).toEqual([
      [0, 2],
      [1, 1],
    ]);
  });

  it('takes tensors, one-hot rows and what a model says', () => {
    const [y, preds] = [tf.tensor1d([2, 0, 2, 2, 0, 1]), tf.oneHot([0, 0, 2, 2, 0, 2], 3)];
    expect(confusionMatrix(y, preds)).toEqual(published);
    expect(confusionMatrix(tf.oneHot([2, 0, 2, 2, 0, 1], 3), preds)).toEqual(published);
    // Columns that nobody is of stay, as a model has them; sorted indices alone name what occurs.
    expect(
      confusionMatrix(
        [0, 1],
        [
          [0.9, 0.1, 0],
          [0.9, 0.1, 0],
        ],
      ),
    ).toEqual([
      [1, 0, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]);
    expect(confusionMatrix([0, 2], [0, 2])).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(confusionMatrix([0, 2], [0, 2], { labels: [0, 1, 2] })).toHaveLength(3);
    // Numbers are sorted as numbers.
    expect(confusionMatrix([10, 9], [10, 10])).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  it('gives shares', () => {
    const shares = (normalize: 'true' | 'pred' | 'all'): number[][] =>
      confusionMatrix([2, 0, 2, 2, 0, 1], [0, 0, 2, 2, 0, 2], { normalize });
    expect(shares('true')).toEqual([
      [1, 0, 0],
      [0, 0, 1],
      [1 / 3, 0, 2 / 3],
    ]);
    expect(shares('pred')).toEqual([
      [2 / 3, 0, 0],
      [0, 0, 1 / 3],
      [1 / 3, 0, 2 / 3],
    ]);
    expect(shares('all')[2]).toEqual([1 / 6, 0, 1 / 3]);
  });

  it('refuses what does not belong together', () => {
    expect(() => confusionMatrix([0, 1], [0])).toThrow(/as many as the other list has: 2/);
    expect(() => confusionMatrix(['a'], ['a', 'b'])).toThrow(/as long as y/);
    expect(() => confusionMatrix([0], [0], { normalize: 'rows' as never })).toThrow(
      /'true', 'pred' or 'all'/,
    );
  });
});

describe('plotConfusionMatrix', () => {
  it('draws counts or shares, in the size and with the title that are asked for', () => {
    const figure = plotConfusionMatrix(published, ['ant', 'bird', 'cat'], {
      normalize: true,
      figsize: [10, 8],
      title: 'Zoo',
    });
    expect(figure.layout).toMatchObject({ width: 720, height: 576, title: { text: 'Zoo' } });
    const [trace] = figure.data as { z: number[][]; x: string[] }[];
    expect(trace?.z[2]).toEqual([1 / 3, 0, 2 / 3]);
    expect(trace?.x).toEqual(['ant', 'bird', 'cat']);
    expect((plotConfusionMatrix(published).data[0] as { z: unknown }).z).toEqual(published);
  });

  it('refuses other classes than the matrix has', () => {
    expect(() =>
      plotConfusionMatrix(
        [
          [1, 0],
          [0, 1],
        ],
        ['a', 'b', 'c'],
      ),
    ).toThrow(/each of the 3 classes[\s\S]*labels/);
  });
});
