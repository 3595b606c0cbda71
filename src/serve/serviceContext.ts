import type { PhotoLine } from './answers/photoLine.js';
import type { Classifier } from './classifier.js';
import type { Metrics } from './middleware/metrics.js';
import type { ServeLimits } from './serveOptions.js';

/** What every route works with. */
export interface ServiceContext {
  readonly classifier: Classifier;
  readonly limits: ServeLimits;
  readonly line: PhotoLine;
  readonly metrics: Metrics;
}
