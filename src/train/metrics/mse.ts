import { type Metric, meanMetric } from './metric.js';

/** Mean squared error of predicted numbers. */
export function mse(): Metric {
  return meanMetric('mse', false, (row, target) => ((row[0] as number) - target) ** 2);
}

/** Mean absolute error of predicted numbers. */
export function mae(): Metric {
  return meanMetric('mae', false, (row, target) => Math.abs((row[0] as number) - target));
}
