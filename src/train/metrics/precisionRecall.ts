import { classCounts } from './classCounts.js';
import { type Metric, type MetricBatch, wholePassMetric } from './metric.js';

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

/** Share of the photos predicted as a class that are of it; 0 when none was predicted (as scikit-learn). */
export function precision(options: AverageOptions = {}): Metric {
  return wholePassMetric('precision', true, (pass) =>
    averaged(pass, options, (tp, fp) => (tp + fp === 0 ? 0 : tp / (tp + fp))),
  );
}

/** Share of the photos of a class that were found; 0 when there are none. */
export function recall(options: AverageOptions = {}): Metric {
  return wholePassMetric('recall', true, (pass) =>
    averaged(pass, options, (tp, _fp, fn) => (tp + fn === 0 ? 0 : tp / (tp + fn))),
  );
}

/** Weighted harmonic mean of precision and recall. @param beta weight of recall. @default 1 */
export function fScore({ beta = 1, ...options }: AverageOptions & { readonly beta?: number } = {}): Metric {
  const b2 = beta * beta;
  return wholePassMetric(beta === 1 ? 'f1' : `f${beta}`, true, (pass) =>
    averaged(pass, options, (tp, fp, fn) =>
      tp === 0 ? 0 : ((1 + b2) * tp) / ((1 + b2) * tp + b2 * fn + fp),
    ),
  );
}

/** {@link fScore} with beta 1. */
export function f1Score(options: AverageOptions = {}): Metric {
  return fScore(options);
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
