import { randomUUID } from 'node:crypto';
import type { MiddlewareHandler } from 'hono';
import type { ServiceEnv } from '../serviceEnv.js';

/** Names every request anew, in the header `x-request-id` and in the access log: a stranger's own name is not taken. */
export function requestId(): MiddlewareHandler<ServiceEnv> {
  return async (context, next) => {
    const id = randomUUID();
    context.set('requestId', id);
    context.header('x-request-id', id);
    await next();
  };
}

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
