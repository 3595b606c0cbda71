import type { MiddlewareHandler } from 'hono';
import type { ServiceEnv } from '../serviceEnv.js';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Counts requests for Prometheus, in its text format 0.0.4. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #bucketCounts = new Array<number>(buckets.length).fill(0);
  #seconds = 0;
  #count = 0;

  /** Counts one answered request. `route` is the pattern, never the path, so that the series stay few. */
  observe(route: string, status: number, seconds: number): void {
    const key = `route="${route}",status="${status}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    this.#seconds += seconds;
    this.#count++;
    buckets.forEach((limit, i) => {
      if (seconds <= limit) this.#bucketCounts[i] = (this.#bucketCounts[i] as number) + 1;
    });
  }

  /** The page that Prometheus reads. */
  render(gauges: Readonly<Record<string, number>>): string {
    const lines = ['# TYPE tsvision_requests_total counter'];
    for (const [labels, count] of this.#requests) lines.push(`tsvision_requests_total{${labels}} ${count}`);
    lines.push('# TYPE tsvision_request_seconds histogram');
    buckets.forEach((limit, i) => {
      lines.push(`tsvision_request_seconds_bucket{le="${limit}"} ${this.#bucketCounts[i]}`);
    });
    lines.push(`tsvision_request_seconds_bucket{le="+Inf"} ${this.#count}`);
    lines.push(
      `tsvision_request_seconds_sum ${this.#seconds}`,
      `tsvision_request_seconds_count ${this.#count}`,
    );
    for (const [name, value] of Object.entries(gauges))
      lines.push(`# TYPE ${name} gauge`, `${name} ${value}`);
    return `${lines.join('\n')}\n`;
  }
}

/** Counts every answered request. */
export function countRequests(metrics: Metrics): MiddlewareHandler<ServiceEnv> {
  return async (context, next) => {
    const started = performance.now();
    await next();
    metrics.observe(context.req.routePath, context.res.status, (performance.now() - started) / 1000);
  };
}
