import { describe, expect, it } from 'vitest';
import { tf } from '../../src/engine/index.js';
import {
  accuracy,
  accuracyThresh,
  errorRate,
  f1Score,
  fScore,
  Learner,
  logLoss,
  type Metric,
  precision,
  recall,
  rocAuc,
  topKAccuracy,
} from '../../src/train/index.js';
import { fivePhotos as probabilities, fiveTargets as targets } from './fixtures/fivePhotos.js';
import { memoryBunch } from './fixtures/memoryBunch.js';
import { tinyCnn } from './fixtures/tinyModel.js';

const logs = probabilities.map((row) => row.map(Math.log));

describe('metrics of arrays and tensors', () => {
  it.each([
    ['rows of probabilities', probabilities],
    ['rows of log-probabilities', logs],
    ['class indices', [0, 1, 0, 2, 1]],
    ['a typed array of indices', Int32Array.of(0, 1, 0, 2, 1)],
    ['rows behind one another', Float32Array.from(logs.flat())],
    ['a tensor of rows', tf.tensor2d(probabilities)],
    ['a tensor of indices', tf.tensor1d([0, 1, 0, 2, 1], 'int32')],
    ['a column of indices', tf.tensor2d([[0], [1], [0], [2], [1]])],
    ['rows in typed arrays', probabilities.map((row) => Float32Array.from(row))],
  ])('accuracy and errorRate of %s', (_, predictions) => {
    expect(accuracy(predictions, targets)).toBeCloseTo(0.6, 12);
    expect(errorRate(predictions, targets)).toBeCloseTo(0.4, 12);
    expect(accuracy(predictions, tf.tensor1d(targets))).toBeCloseTo(0.6, 12);
    expect(accuracy(predictions, tf.oneHot(targets, 3))).toBeCloseTo(0.6, 12);
  });

  it('stay what makes a metric', () => {
    for (const make of [
      accuracy,
      errorRate,
      topKAccuracy,
      logLoss,
      precision,
      recall,
      fScore,
      f1Score,
      rocAuc,
    ])
      expect((make as () => Metric)().start().add).toBeTypeOf('function');
    expect([topKAccuracy(3).name, accuracyThresh(0.3).name]).toEqual(['top_3_accuracy', 'accuracy_thresh']);
  });

  // The examples of scikit-learn's reference.
  it('equal scikit-learn', () => {
    expect(accuracy([0, 2, 1, 3], [0, 1, 2, 3])).toBe(0.5);
    const scores = [
      [0.5, 0.2, 0.2],
      [0.3, 0.4, 0.2],
      [0.2, 0.4, 0.3],
      [0.7, 0.2, 0.1],
    ];
    expect(topKAccuracy(scores, [0, 1, 2, 2], 2)).toBe(0.75);
    const spam = [
      [0.1, 0.9],
      [0.9, 0.1],
      [0.8, 0.2],
      [0.35, 0.65],
    ];
    expect(logLoss(spam, [1, 0, 0, 1])).toBeCloseTo(0.21616, 5);
    expect(
      logLoss(
        spam.map((row) => row.map(Math.log)),
        [1, 0, 0, 1],
      ),
    ).toBeCloseTo(0.21616, 5);
    expect(
      rocAuc(
        [0.1, 0.4, 0.35, 0.8].map((p) => [1 - p, p]),
        [0, 0, 1, 1],
      ),
    ).toBe(0.75);
    const [truth, predicted] = [
      [0, 1, 2, 0, 1, 2],
      [0, 2, 1, 0, 0, 1],
    ];
    expect(precision(predicted, truth)).toBeCloseTo(2 / 9, 12);
    expect(recall(predicted, truth)).toBeCloseTo(1 / 3, 12);
    expect(f1Score(predicted, truth)).toBeCloseTo(4 / 15, 12);
    expect(precision([0, 1, 1, 1], [0, 1, 0, 1])).toBeCloseTo(2 / 3, 12); // binary, of class 1
    // A class that is neither there nor predicted (1) is no part of the mean.
    expect(f1Score([0, 2, 3, 3], [0, 2, 3, 0], { average: 'macro' })).toBeCloseTo(
      (2 / 3 + 1 + 2 / 3) / 3,
      12,
    );
  });

  it('several labels a photo', () => {
    const rows = [
      [0.9, 0.3, 0.1],
      [0.6, 0.6, 0.1],
    ];
    const flags = [
      [1, 1, 0],
      [1, 0, 0],
    ];
    expect(accuracyThresh(rows, flags)).toBeCloseTo(4 / 6, 12);
    expect(accuracyThresh(rows, tf.tensor2d(flags), 0.2)).toBeCloseTo(5 / 6, 12);
  });

  it('agree with what a learner validates, and leave out photos that could not be read', async () => {
    const learn = new Learner(memoryBunch(), await tinyCnn(), { metrics: [accuracy, errorRate] });
    const measured = (await learn.validate()).metrics;
    const [preds, y] = await learn.getPreds();
    expect(accuracy(preds, y)).toBeCloseTo(measured.accuracy as number, 6);
    expect(errorRate(await learn.logPreds(), y)).toBeCloseTo(measured.error_rate as number, 6);
    const gone = [...probabilities.slice(0, 4), [Number.NaN, Number.NaN, Number.NaN]];
    expect(accuracy(gone, targets)).toBeCloseTo(0.75, 12);
  });

  it.each([
    ['fewer predictions', () => accuracy([0, 1], [0, 1, 1]), /`predictions` must be as many/],
    [
      'a multiple of them, as a list',
      () => accuracy([0, 1, 1, 0], [0, 1]),
      /as many as the other list has: 2/,
    ],
    ['one probability a photo', () => accuracy([0.2, 0.8], [0, 1]), /class indices[\s\S]*p > 0\.5/],
    ['ragged rows', () => accuracy([[0.2, 0.8], [1]], [0, 1]), /rows of one length/],
    ['a class that no column has', () => accuracy([[0.2, 0.8]], [2]), /from 0 to 1/],
    ['an unknown class', () => accuracy([0], [-1]), /class indices/],
    ['no targets', () => accuracy([0, 1], undefined as never), /`targets` must be a list/],
    ['a tensor of photos', () => accuracy(tf.zeros([2, 2, 2]), [0, 1]), /\[photos, classes\]/],
    ['half a row', () => accuracy([[0.1, Number.NaN]], [0]), /numbers, in every column/],
    ['no k', () => topKAccuracy([[0.1, 0.9]], [0], 0), /`k` must be a whole number/],
  ])('refuse %s', (_, call, message) => {
    expect(call).toThrow(message);
  });
});
