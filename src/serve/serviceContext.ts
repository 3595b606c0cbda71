import type { HttpBindings } from '@hono/node-server';
import type { Classifier } from './classifier.js';
import type { Slot } from './guards/slots.js';
import type { Metrics } from './metrics.js';
import type { PhotoLine } from './photoLine.js';
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
  Variables: { slot: Slot };
}
