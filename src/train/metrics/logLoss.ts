import { type Metric, meanMetric } from './metric.js';

/**
 * Mean of −log of the right class's probability, Kaggle's measure.
 *
 * @param clip probabilities are kept between this and 1 − this, so that one sure error is not infinite.
 *   @default 1e-15
 */
export function logLoss(clip = 1e-15): Metric {
  return meanMetric(
    'log_loss',
    false,
    (row, target) => -Math.log(Math.min(1 - clip, Math.max(clip, row[target] as number))),
  );
}
