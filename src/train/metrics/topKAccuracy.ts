import { type Metric, meanMetric } from './metric.js';

/** Share of photos whose right class is among the `k` most probable ones. @default k 5 */
export function topKAccuracy(k = 5): Metric {
  return meanMetric(`top_${k}_accuracy`, true, (row, target) => {
    const right = row[target] as number;
    // Of equal probabilities the earlier class comes first.
    const before = row.reduce((n, p, i) => n + Number(p > right || (p === right && i < target)), 0);
    return Number(before < k);
  });
}
