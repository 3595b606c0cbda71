import { argMax, type Metric, type MetricBatch, meanMetric, wholePassMetric } from './metric.js';
import { type Scores, scoreOf } from './scoreTable.js';

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
   * `binary`: of the class at `positive`; `macro`: the plain mean over the classes that are there or predicted.
   * @default 'binary' with two classes, else 'macro'
   */
  readonly average?: 'binary' | 'macro';
  /** Index of the class that counts as positive. @default 1 */
  readonly positive?: number;
}

/**
 * Share of the photos predicted as a class that are of it; 0 when none was predicted (as scikit-learn). A metric; or,
 * of predictions and targets as `accuracy` takes them, the number itself.
 * @example
 * ```ts
 * import { createCnn, models, precision, recall } from 'tsvision';
 * const metrics = [precision({ average: 'macro' }), recall({ average: 'macro' })];
 * await createCnn(data, models.tinyresnet, { metrics });
 * precision([0, 2, 1, 0, 0, 1], [0, 1, 2, 0, 1, 2], { average: 'macro' }).toFixed(4); // → 0.2222
 * ```
 */
export function precision(options?: AverageOptions): Metric;
export function precision(predictions: Scores, targets: Scores, options?: AverageOptions): number;
export function precision(
  first: AverageOptions | Scores = {},
  targets?: Scores,
  more: AverageOptions = {},
): Metric | number {
  return metricOrScore(first, targets, more, (options) =>
    wholePassMetric('precision', true, (pass) =>
      averaged(pass, options, (right, wrong) => share(right, right + wrong)),
    ),
  );
}

/** The metric of its options, or its value where predictions are given. */
function metricOrScore<Options extends object>(
  first: Options | Scores,
  targets: Scores | undefined,
  more: Options,
  make: (options: Options) => Metric,
): Metric | number {
  return targets === undefined ? make(first as Options) : scoreOf(make(more), first as Scores, targets);
}

/**
 * Share of the photos of a class that were found; 0 when there are none. A metric; or, of predictions and targets, the
 * number itself.
 * @example
 * ```ts
 * import { recall } from 'tsvision';
 * recall({ average: 'macro' }).name; // → recall
 * recall([0, 1, 1, 0], [0, 1, 0, 1]); // → 0.5
 * ```
 */
export function recall(options?: AverageOptions): Metric;
export function recall(predictions: Scores, targets: Scores, options?: AverageOptions): number;
export function recall(
  first: AverageOptions | Scores = {},
  targets?: Scores,
  more: AverageOptions = {},
): Metric | number {
  return metricOrScore(first, targets, more, (options) =>
    wholePassMetric('recall', true, (pass) =>
      averaged(pass, options, (right, _wrong, missed) => share(right, right + missed)),
    ),
  );
}

/** Options of {@link fScore}. */
export interface FScoreOptions extends AverageOptions {
  /** Weight of recall. @default 1 */
  readonly beta?: number;
}

/**
 * Weighted harmonic mean of precision and recall. A metric; or, of predictions and targets, the number itself.
 * @example
 * ```ts
 * import { createCnn, fScore, models } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { metrics: [fScore({ beta: 2, average: 'macro' })] });
 * ```
 */
export function fScore(options?: FScoreOptions): Metric;
export function fScore(predictions: Scores, targets: Scores, options?: FScoreOptions): number;
export function fScore(
  first: FScoreOptions | Scores = {},
  targets?: Scores,
  more: FScoreOptions = {},
): Metric | number {
  return metricOrScore(first, targets, more, ({ beta = 1, ...options }) =>
    wholePassMetric(beta === 1 ? 'f1' : `f${beta}`, true, (pass) =>
      averaged(pass, options, (right, wrong, missed) => fOf(right, wrong, missed, beta)),
    ),
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
export function f1Score(options?: AverageOptions): Metric;
export function f1Score(predictions: Scores, targets: Scores, options?: AverageOptions): number;
export function f1Score(
  first: AverageOptions | Scores = {},
  targets?: Scores,
  more: AverageOptions = {},
): Metric | number {
  return metricOrScore(first, targets, more, (options) => fScore(options));
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
  const seen = [truePositives, falsePositives, falseNegatives];
  const classes = Array.from({ length: pass.width }, (_, i) => i).filter((i) => seen.some((n) => n[i]));
  const scores = classes.map(ofClass);
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
