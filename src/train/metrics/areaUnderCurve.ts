import { type Metric, type MetricBatch, wholePassMetric } from './metric.js';
import { type Scores, scoreOf } from './scoreTable.js';

/**
 * Area under the ROC curve: the probability that a photo of the class scores higher than one that is not of it.
 * With more than two classes the mean of each class against the rest; classes without photos are left out. A metric;
 * or, of rows of scores and targets, the number itself.
 * @example
 * ```ts
 * import { createCnn, models, rocAuc } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { metrics: [rocAuc()] });
 * const ofClass1 = [0.1, 0.4, 0.35, 0.8];
 * rocAuc(ofClass1.map(p => [1 - p, p]), [0, 0, 1, 1]); // → 0.75
 * ```
 */
export function rocAuc(): Metric;
export function rocAuc(predictions: Scores, targets: Scores): number;
export function rocAuc(predictions?: Scores, targets?: Scores): Metric | number {
  const metric = aucMetric();
  return predictions === undefined ? metric : scoreOf(metric, predictions, targets as Scores);
}

function aucMetric(): Metric {
  return wholePassMetric('roc_auc', true, (pass) => {
    if (pass.width <= 2) return aucOf(pass, pass.width - 1, 1);
    const areas = Array.from({ length: pass.width }, (_, i) => aucOf(pass, i, i)).filter(
      (a) => !Number.isNaN(a),
    );
    return areas.reduce((sum, area) => sum + area, 0) / areas.length;
  });
}

/** Mann–Whitney statistic with mid-ranks for ties. */
function aucOf(
  { predictions, targets, count, width }: MetricBatch,
  column: number,
  positive: number,
): number {
  const scores = Array.from({ length: count }, (_, i) => ({
    score: predictions[i * width + column] as number,
    positive: targets[i] === positive,
  })).sort((a, b) => a.score - b.score);
  let [rankSum, positives] = [0, 0];
  for (let start = 0; start < count; ) {
    let end = start;
    while (end < count && scores[end]?.score === scores[start]?.score) end += 1;
    const found = scores.slice(start, end).filter((score) => score.positive).length;
    rankSum += (found * (start + 1 + end)) / 2;
    positives += found;
    start = end;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (count - positives));
}
