import type { Classifier } from './classifier.js';
import type { Metrics } from './metrics.js';
import type { MicroBatcher } from './microBatcher.js';
import type { ServeLimits } from './serveOptions.js';

/** What every route works with. */
export interface ServiceContext {
  readonly classifier: Classifier;
  readonly limits: ServeLimits;
  readonly batcher: MicroBatcher<Uint8Array, Float32Array>;
  readonly metrics: Metrics;
}
