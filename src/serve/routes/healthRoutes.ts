import { Hono } from 'hono';
import type { ServiceContext } from '../serviceContext.js';
import type { ServiceEnv } from '../serviceEnv.js';

/** `GET /healthz` for load balancers and `GET /metrics` for Prometheus. */
export function healthRoutes({ classifier, line, metrics }: ServiceContext): Hono<ServiceEnv> {
  return new Hono<ServiceEnv>()
    .get('/healthz', (context) =>
      context.json({ status: 'ok', model: classifier.name, version: classifier.version }),
    )
    .get('/metrics', (context) => {
      const { rss, heapUsed, external } = process.memoryUsage();
      return context.text(
        metrics.render({
          tsvision_queue_depth: line.depth,
          tsvision_resident_bytes: rss,
          tsvision_heap_bytes: heapUsed,
          tsvision_external_bytes: external,
        }),
      );
    });
}
