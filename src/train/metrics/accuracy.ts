import { argMax, type Metric, meanMetric } from './metric.js';

/** Share of photos whose most probable class is the right one. */
export function accuracy(): Metric {
  return meanMetric('accuracy', true, (row, target) => Number(argMax(row) === target));
}
