import { argMax, type Metric, meanMetric } from './metric.js';

/** Share of photos whose most probable class is wrong: 1 − accuracy. */
export function errorRate(): Metric {
  return meanMetric('error_rate', false, (row, target) => Number(argMax(row) !== target));
}
