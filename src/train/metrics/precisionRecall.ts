import { argMax, type Metric, type MetricBatch, meanMetric, wholePassMetric } from './metric.js';

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

/** Options of {@link precision}, {@link recall} and {@link fScore}. */
export interface AverageOptions {
  /**
   * `binary`: of the class at `positive`; `macro`: the plain mean over the classes. @default 'binary' with two
   * classes, else 'macro'
   */
  readonly average?: 'binary' | 'macro';
  /** Index of the class that counts as positive. @default 1 */
  readonly positive?: number;
}

/**
 * Share of the photos predicted as a class that are of it; 0 when none was predicted (as scikit-learn).
 * @example
 * ```ts
 * import { createCnn, models, precision, recall } from 'tsvision';
 * const metrics = [precision({ average: 'macro' }), recall({ average: 'macro' })];
 * await createCnn(data, models.tinyresnet, { metrics });
 * ```
 */
export function precision(options: AverageOptions = {}): Metric {
  return wholePassMetric('precision', true, (pass) =>
    averaged(pass, options, (right, wrong) => share(right, right + wrong)),
  );
}

/**
 * Share of the photos of a class that were found; 0 when there are none.
 * @example
 * ```ts
 * import { recall } from 'tsvision';
 * recall({ average: 'macro' }).name; // → recall
 * ```
 */
export function recall(options: AverageOptions = {}): Metric {
  return wholePassMetric('recall', true, (pass) =>
    averaged(pass, options, (right, _wrong, missed) => share(right, right + missed)),
  );
}

/**
 * Weighted harmonic mean of precision and recall. @param beta weight of recall. @default 1
 * @example
 * ```ts
 * import { createCnn, fScore, models } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { metrics: [fScore({ beta: 2, average: 'macro' })] });
 * ```
 */
export function fScore({ beta = 1, ...options }: AverageOptions & { readonly beta?: number } = {}): Metric {
  return wholePassMetric(beta === 1 ? 'f1' : `f${beta}`, true, (pass) =>
    averaged(pass, options, (right, wrong, missed) => fOf(right, wrong, missed, beta)),
  );
}

/**
 * {@link fScore} with beta 1.
 * @example
 * ```ts
 * import { createCnn, f1Score, models } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { metrics: [f1Score({ average: 'macro' })] });
 * ```
 */
export function f1Score(options: AverageOptions = {}): Metric {
  return fScore(options);
}

/** How well one class is recognised, from its counts. */
export function classScores(
  right: number,
  wrong: number,
  missed: number,
): { readonly precision: number; readonly recall: number; readonly f1: number } {
  return {
    precision: share(right, right + wrong),
    recall: share(right, right + missed),
    f1: fOf(right, wrong, missed, 1),
  };
}

function fOf(right: number, wrong: number, missed: number, beta: number): number {
  const b2 = beta * beta;
  return share((1 + b2) * right, (1 + b2) * right + b2 * missed + wrong);
}

/** 0 where there is nothing to have a share of. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function averaged(
  pass: MetricBatch,
  { average = pass.width === 2 ? 'binary' : 'macro', positive = 1 }: AverageOptions,
  score: (truePositives: number, falsePositives: number, falseNegatives: number) => number,
): number {
  const { truePositives, falsePositives, falseNegatives } = classCounts(pass);
  const ofClass = (i: number): number =>
    score(truePositives[i] as number, falsePositives[i] as number, falseNegatives[i] as number);
  if (average === 'binary') return ofClass(positive);
  const scores = Array.from({ length: pass.width }, (_, i) => ofClass(i));
  return scores.reduce((sum, each) => sum + each, 0) / scores.length;
}

/**
 * F-score of each photo's set of labels, mean over the photos: fastai's `fbeta`.
 *
 * @param thresh a label counts as predicted above this probability. @default 0.2
 * @param beta weight of recall. @default 2
 * @example
 * ```ts
 * import { fbeta } from 'tsvision';
 * fbeta({ thresh: 0.3, beta: 1 }).name; // → fbeta
 * ```
 */
export function fbeta({ thresh = 0.2, beta = 2, eps = 1e-9 } = {}): Metric {
  const b2 = beta * beta;
  return meanMetric('fbeta', true, (row, _target, { targets, width }, i) => {
    let [both, predicted, actual] = [0, 0, 0];
    for (let j = 0; j < width; j++) {
      const [p, t] = [Number((row[j] as number) > thresh), targets[i * width + j] as number];
      both += p * t;
      predicted += p;
      actual += t;
    }
    const [precision, recall] = [both / (predicted + eps), both / (actual + eps)];
    return ((1 + b2) * precision * recall) / (b2 * precision + recall + eps);
  });
}
