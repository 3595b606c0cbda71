import type { HttpBindings } from '@hono/node-server';
import type { PhotoLine } from './answers/photoLine.js';
import type { Classifier } from './classifier.js';
import type { Slot } from './middleware/inFlight.js';
import type { Metrics } from './middleware/metrics.js';
import type { ServeLimits } from './serveOptions.js';

/** What every route works with. */
export interface ServiceContext {
  readonly classifier: Classifier;
  readonly limits: ServeLimits;
  readonly line: PhotoLine;
  readonly metrics: Metrics;
}

/** What Hono knows of a request: its socket, unless a test sent it; its place, unless it needs none. */
export interface ServiceEnv {
  Bindings: Partial<HttpBindings>;
  Variables: { requestId: string; slot: Slot };
}
