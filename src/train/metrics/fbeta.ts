import { type Metric, meanMetric } from './metric.js';

/**
 * F-score of each photo's set of labels, mean over the photos: fastai's `fbeta`.
 *
 * @param thresh a label counts as predicted above this probability. @default 0.2
 * @param beta weight of recall. @default 2
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
