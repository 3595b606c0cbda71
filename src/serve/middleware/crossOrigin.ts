import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import type { ServiceEnv } from '../serviceEnv.js';
import { originOf } from './ownOrigin.js';

/**
 * Lets the pages of named origins read answers, and answers what their browsers ask before (`OPTIONS`).
 *
 * @param allowOrigins origins, such as `https://bears.example`; none: no page but our own reads anything
 * @throws InvalidArgumentError when one is no origin
 */
export function crossOrigin(allowOrigins: readonly string[]): MiddlewareHandler<ServiceEnv> {
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
