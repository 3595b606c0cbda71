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
