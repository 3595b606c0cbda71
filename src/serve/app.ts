import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { RequestError } from '../core/index.js';
import type { Classifier } from './classifier.js';
import { Metrics } from './metrics.js';
import { MicroBatcher } from './microBatcher.js';
import { classifyRoutes } from './routes/classifyRoutes.js';
import { healthRoutes } from './routes/healthRoutes.js';
import { inferenceProtocolRoutes } from './routes/inferenceProtocolRoutes.js';
import { openApiRoutes } from './routes/openApiRoutes.js';
import { pageRoutes } from './routes/pageRoutes.js';
import { type ServeOptions, withDefaults } from './serveOptions.js';
import type { ServiceContext } from './serviceContext.js';

/** The web app of one classifier, without a socket: `createApp(classifier).request('/healthz')` tests it. */
export function createApp(classifier: Classifier, options: ServeOptions = {}): Hono {
  const limits = withDefaults(options);
  const batcher = new MicroBatcher((photos: readonly Uint8Array[]) => classifier.classify(photos), limits);
  const service: ServiceContext = { classifier, limits, batcher, metrics: new Metrics() };
  const app = new Hono();
  let inFlight = 0;

  app.use(secureHeaders());
  app.use(async (context, next) => {
    const started = performance.now();
    const id = randomUUID();
    context.header('x-request-id', id);
    await next();
    const seconds = (performance.now() - started) / 1000;
    const { method, routePath } = context.req;
    service.metrics.observe(routePath, context.res.status, seconds);
    limits.log?.(
      JSON.stringify({
        time: new Date().toISOString(),
        id,
        method,
        path: context.req.path,
        status: context.res.status,
        ms: Math.round(seconds * 1000),
      }),
    );
  });
  app.use(async (context, next) => {
    if (context.req.method !== 'POST') return next();
    requireOwnOrigin(context.req.raw);
    // Refused before a byte of the body is read: under a flood memory stays bounded.
    if (inFlight >= limits.maxInFlight) {
      throw new RequestError(503, 'overloaded', 'The server is busy; try again in a second.');
    }
    inFlight++;
    try {
      await next();
    } finally {
      inFlight--;
    }
  });

  for (const routes of [classifyRoutes, inferenceProtocolRoutes, healthRoutes, openApiRoutes, pageRoutes]) {
    app.route('/', routes(service));
  }
  app.notFound((context) =>
    context.json(
      errorBody(context.req.path, new RequestError(404, 'not_found', 'There is no such page.')),
      404,
    ),
  );
  app.onError((error, context) => {
    const known =
      error instanceof RequestError ? error : new RequestError(500, 'internal', 'Something went wrong here.');
    if (known.status === 500)
      limits.log?.(JSON.stringify({ time: new Date().toISOString(), error: String(error.stack) }));
    if (known.status === 503) context.header('retry-after', '1');
    return context.json(errorBody(context.req.path, known), known.status);
  });
  return app;
}

/** Any website can make a visitor's browser post here; only our own page may. */
function requireOwnOrigin(request: Request): void {
  const origin = request.headers.get('origin');
  const host = request.headers.get('host') ?? new URL(request.url).host;
  const foreign = origin !== null && (URL.canParse(origin) ? new URL(origin).host : '') !== host;
  if (foreign || request.headers.get('sec-fetch-site') === 'cross-site') {
    throw new RequestError(403, 'foreign_origin', 'Requests from other websites are refused.');
  }
}

/** The Open Inference Protocol wants the sentence itself as `error`; elsewhere code and sentence stand together. */
function errorBody(path: string, { code, message }: RequestError): Record<string, unknown> {
  return path.startsWith('/v2') ? { error: message, code } : { error: { code, message } };
}
