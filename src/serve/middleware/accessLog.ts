import type { MiddlewareHandler } from 'hono';
import type { ServiceEnv } from '../serviceEnv.js';

/** Writes one JSON line for each answered request: when, which, what was answered, in how many ms. */
export function accessLog(log: ((line: string) => void) | undefined): MiddlewareHandler<ServiceEnv> {
  return async (context, next) => {
    const started = performance.now();
    await next();
    const { method, path } = context.req;
    const { status } = context.res;
    const ms = Math.round(performance.now() - started);
    const id = context.get('requestId');
    log?.(JSON.stringify({ time: new Date().toISOString(), id, method, path, status, ms }));
  };
}
