import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { photoLine } from './answers/photoLine.js';
import type { Classifier } from './classifier.js';
import { crossOrigin } from './middleware/crossOrigin.js';
import { ByteBudget, inFlight, roomInLine } from './middleware/inFlight.js';
import { countRequests, Metrics } from './middleware/metrics.js';
import { knownHost, OriginGuard, ownOrigin } from './middleware/ownOrigin.js';
import { answerErrors, answerNotFound } from './middleware/refusals.js';
import { accessLog, requestId } from './middleware/requestLog.js';
import { classifyRoutes } from './routes/classifyRoutes.js';
import { healthRoutes } from './routes/healthRoutes.js';
import { inferenceProtocolRoutes } from './routes/inferenceProtocolRoutes.js';
import { openApiRoutes } from './routes/openApiRoutes.js';
import { pageRoutes } from './routes/pageRoutes.js';
import { type ServeLimits, type ServeOptions, withDefaults } from './serveOptions.js';
import type { ServiceEnv } from './serviceEnv.js';

/** The web app of one classifier, without a socket: `createApp(classifier).request('/healthz')` tests it. */
export function createApp(classifier: Classifier, options: ServeOptions = {}): Hono<ServiceEnv> {
  return startApp(classifier, options).app;
}

/** The web app, and what ends the processes that it started. @throws InvalidArgumentError when an option is no origin */
export function startApp(
  classifier: Classifier,
  options: ServeOptions,
): { readonly app: Hono<ServiceEnv>; close(): void } {
  const limits = withDefaults(options);
  const guard = new OriginGuard(limits);
  const metrics = new Metrics();
  // Whoever speaks TLS before us decides on its own whether browsers must always do so.
  const app = new Hono<ServiceEnv>()
    .use(secureHeaders({ strictTransportSecurity: false }))
    .use(requestId(), accessLog(limits.log), countRequests(metrics))
    .use(knownHost(guard), crossOrigin(limits.allowOrigins));
  // What brings a photo: bodies, and addresses of photos.
  const bytes = new ByteBudget(limits.maxBuffered);
  const line = photoLine(classifier, limits);
  app.on('POST', '*', ownOrigin(guard), roomInLine(line), inFlight(limits, bytes));
  app.get('/classify-url', ownOrigin(guard), inFlight(fetchLimits(limits), bytes));
  for (const routes of [classifyRoutes, inferenceProtocolRoutes, healthRoutes, openApiRoutes, pageRoutes]) {
    app.route('/', routes({ classifier, limits, line, metrics }));
  }
  app.notFound(answerNotFound);
  app.onError(answerErrors(limits.log, line));
  return { app, close: () => line.close() };
}

/** Most photos that are fetched from the web at once: each is a connection to somebody else's server. */
const maxFetches = 64;

function fetchLimits({
  maxInFlight,
  maxPerAddress,
}: ServeLimits): Pick<ServeLimits, 'maxInFlight' | 'maxPerAddress'> {
  return {
    maxInFlight: Math.min(maxInFlight, maxFetches),
    maxPerAddress: Math.min(maxPerAddress, maxFetches / 2),
  };
}
