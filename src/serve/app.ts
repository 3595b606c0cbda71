import { randomUUID } from 'node:crypto';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type { Classifier } from './classifier.js';
import { RequestError } from './errors.js';
import { OriginGuard, originOf } from './guards/origins.js';
import { Slots } from './guards/slots.js';
import { discardBody } from './http/httpServer.js';
import { Metrics } from './metrics.js';
import { photoLine } from './photoLine.js';
import { classifyRoutes } from './routes/classifyRoutes.js';
import { healthRoutes } from './routes/healthRoutes.js';
import { inferenceProtocolRoutes } from './routes/inferenceProtocolRoutes.js';
import { openApiRoutes } from './routes/openApiRoutes.js';
import { pageRoutes } from './routes/pageRoutes.js';
import { type ServeLimits, type ServeOptions, withDefaults } from './serveOptions.js';
import type { ServiceContext, ServiceEnv } from './serviceContext.js';

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
  const line = photoLine(classifier, limits);
  const service: ServiceContext = { classifier, limits, line, metrics: new Metrics() };
  const app = new Hono<ServiceEnv>();
  // Whoever speaks TLS before us decides on its own whether browsers must always do so.
  app.use(secureHeaders({ strictTransportSecurity: false }));
  app.use(observe(service));
  app.use(async (context, next) => {
    guard.requireKnownHost(context.req.raw);
    await next();
  });
  app.use(crossOrigin(limits));
  app.use(admit(guard, new Slots(limits)));
  for (const routes of [classifyRoutes, inferenceProtocolRoutes, healthRoutes, openApiRoutes, pageRoutes]) {
    app.route('/', routes(service));
  }
  app.notFound((context) => refuse(context, new RequestError(404, 'not_found', 'There is no such page.')));
  app.onError((error, context) => {
    if (error instanceof RequestError) return refuse(context, error);
    limits.log?.(JSON.stringify({ time: new Date().toISOString(), error: String(error.stack) }));
    return refuse(context, new RequestError(500, 'internal', 'Something went wrong here.'));
  });
  return { app, close: () => line.close() };
}

/** Counts and logs every request. */
function observe({ metrics, limits }: ServiceContext): MiddlewareHandler<ServiceEnv> {
  return async (context, next) => {
    const started = performance.now();
    const id = randomUUID();
    context.header('x-request-id', id);
    await next();
    const seconds = (performance.now() - started) / 1000;
    const { method, path, routePath } = context.req;
    const { status } = context.res;
    metrics.observe(routePath, status, seconds);
    const ms = Math.round(seconds * 1000);
    limits.log?.(JSON.stringify({ time: new Date().toISOString(), id, method, path, status, ms }));
  };
}

/** Lets the pages of named origins read answers, and answers what their browsers ask before (`OPTIONS`). */
function crossOrigin({ allowOrigins }: ServeLimits): MiddlewareHandler<ServiceEnv> {
  if (allowOrigins.length > 0)
    return cors({
      origin: allowOrigins.map((text) => originOf('allowOrigins', text)),
      allowMethods: ['GET', 'HEAD', 'POST'],
      exposeHeaders: ['retry-after', 'x-request-id'],
      maxAge: 600,
    });
  return async (context, next) =>
    context.req.method === 'OPTIONS'
      ? context.body(null, 204, { allow: 'GET, HEAD, POST, OPTIONS' })
      : next();
}

/** Gives a place to what brings a photo: bodies, and addresses of photos. */
function admit(guard: OriginGuard, slots: Slots): MiddlewareHandler<ServiceEnv> {
  return async (context, next) => {
    const { method, path, raw } = context.req;
    if (method !== 'POST' && path !== '/classify-url') return next();
    guard.requireKnownOrigin(raw);
    const address = context.env?.incoming?.socket.remoteAddress ?? '';
    await slots.run(address, async (slot) => {
      context.set('slot', slot);
      await next();
    });
  };
}

/** The Open Inference Protocol wants the sentence itself as `error`; elsewhere code and sentence stand together. */
function refuse(context: Context<ServiceEnv>, { status, code, message }: RequestError): Response {
  if (status === 503) context.header('retry-after', '1');
  if (context.env?.incoming) discardBody(context.env.incoming);
  const body = context.req.path.startsWith('/v2') ? { error: message, code } : { error: { code, message } };
  return context.json(body, status);
}
