import { type Metric, meanMetric } from './metric.js';

/** Share of all labels of photos with several labels that are on the right side of `thresh`. @default 0.5 */
export function accuracyThresh(thresh = 0.5): Metric {
  return meanMetric('accuracy_thresh', true, (row, _target, { targets, width }, i) => {
    const right = row.reduce(
      (n, p, j) => n + Number(p > thresh === (targets[i * width + j] as number) > 0.5),
      0,
    );
    return right / width;
  });
}
