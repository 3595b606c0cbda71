import { argMax, type MetricBatch } from './metric.js';

/** How often each class was found, missed and wrongly seen. */
export interface ClassCounts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly falseNegatives: Float64Array;
}

/** Counts the outcomes of single-label predictions, class by class. */
export function classCounts({ predictions, targets, count, width }: MetricBatch): ClassCounts {
  const [truePositives, falsePositives, falseNegatives] = [0, 1, 2].map(() => new Float64Array(width)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const increment = (counts: Float64Array, at: number): void => {
    counts[at] = (counts[at] as number) + 1;
  };
  for (let i = 0; i < count; i++) {
    const predicted = argMax(predictions.subarray(i * width, (i + 1) * width));
    const actual = targets[i] as number;
    if (predicted === actual) increment(truePositives, actual);
    else {
      increment(falsePositives, predicted);
      increment(falseNegatives, actual);
    }
  }
  return { truePositives, falsePositives, falseNegatives };
}
