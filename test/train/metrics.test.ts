import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  accuracy,
  accuracyThresh,
  errorRate,
  f1Score,
  fbeta,
  logLoss,
  type Metric,
  mae,
  mse,
  precision,
  recall,
  rocAuc,
  topKAccuracy,
} from '../../src/train/index.js';
import { fivePhotos as rows, fiveTargets as targets } from './fixtures/fivePhotos.js';

function measure(
  metric: Metric,
  rows: readonly (readonly number[])[],
  targets: readonly number[],
  batch = 2,
): number {
  const width = rows[0]?.length ?? 1;
  const perRow = targets.length / rows.length;
  const accumulator = metric.start();
  for (let i = 0; i < rows.length; i += batch) {
    const some = rows.slice(i, i + batch);
    accumulator.add({
      predictions: Float32Array.from(some.flat()),
      targets: Float32Array.from(targets.slice(i * perRow, (i + batch) * perRow)),
      count: some.length,
      width,
    });
  }
  return accumulator.value();
}

describe('metrics of single labels', () => {
  it('count what they say', () => {
    expect(measure(accuracy(), rows, targets)).toBeCloseTo(0.6, 12);
    expect(measure(errorRate(), rows, targets)).toBeCloseTo(0.4, 12);
    expect(measure(topKAccuracy(2), rows, targets)).toBeCloseTo(0.8, 12);
    expect(measure(topKAccuracy(3), rows, targets)).toBe(1);
    const wanted = -(Math.log(0.7) + Math.log(0.6) + Math.log(0.3) + Math.log(0.6) + Math.log(0.3)) / 5;
    expect(measure(logLoss(), rows, targets)).toBeCloseTo(wanted, 6);
  });

  // scikit-learn: precision_score(average='macro') = (1/2 + 1/2 + 1)/3; recall = (1 + 1/2 + 1/2)/3; f1 by class.
  it('average over the classes', () => {
    expect(measure(precision(), rows, targets)).toBeCloseTo(2 / 3, 12);
    expect(measure(recall(), rows, targets)).toBeCloseTo(2 / 3, 12);
    expect(measure(f1Score(), rows, targets)).toBeCloseTo((2 / 3 + 1 / 2 + 2 / 3) / 3, 12);
    const binary = [
      [0.2, 0.8],
      [0.6, 0.4],
      [0.3, 0.7],
      [0.9, 0.1],
    ];
    expect(measure(precision(), binary, [1, 1, 0, 0])).toBe(0.5);
    expect(measure(recall({ positive: 0 }), binary, [1, 1, 0, 0])).toBe(0.5);
  });

  it('AUC is the share of pairs in the right order, ties half', () => {
    const scores = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.boolean()), {
      minLength: 2,
      maxLength: 30,
    });
    fc.assert(
      fc.property(scores, (pairs) => {
        const positives = pairs.filter(([, positive]) => positive);
        const negatives = pairs.filter(([, positive]) => !positive);
        fc.pre(positives.length > 0 && negatives.length > 0);
        let right = 0;
        for (const [p] of positives) for (const [n] of negatives) right += p > n ? 1 : p === n ? 0.5 : 0;
        const found = measure(
          rocAuc(),
          pairs.map(([score]) => [1 - score / 5, score / 5]),
          pairs.map(([, positive]) => Number(positive)),
        );
        expect(found).toBeCloseTo(right / positives.length / negatives.length, 9);
      }),
    );
  });

  it('do not depend on the batches', () => {
    for (const metric of [accuracy(), logLoss(), f1Score(), rocAuc()]) {
      expect(measure(metric, rows, targets, 1)).toBeCloseTo(measure(metric, rows, targets, 5), 9);
    }
  });
});

describe('metrics of numbers and of several labels', () => {
  it('mse and mae', () => {
    expect(measure(mse(), [[1], [2], [4]], [1, 3, 2])).toBeCloseTo(5 / 3, 12);
    expect(measure(mae(), [[1], [2], [4]], [1, 3, 2])).toBeCloseTo(1, 12);
  });

  it('accuracyThresh and fbeta', () => {
    const probabilities = [
      [0.9, 0.3, 0.1],
      [0.6, 0.6, 0.1],
    ];
    const labels = [1, 1, 0, 1, 0, 0];
    expect(measure(accuracyThresh(), probabilities, labels)).toBeCloseTo(4 / 6, 12);
    // Above .2: photo 1 has 2 of 2 right; photo 2 precision 1/2, recall 1 → 5·.5/(4·.5+1).
    expect(measure(fbeta(), probabilities, labels)).toBeCloseTo((1 + 2.5 / 3) / 2, 6);
  });
});
