import type { Context } from 'hono';
import type { ServiceEnv } from './serviceEnv.js';

/**
 * Aborted when the client has gone before it was answered. Taken from the socket itself: a web request around it takes as
 * long to build as all the rest of a request.
 */
export function clientSignal(context: Context<ServiceEnv>): AbortSignal {
  const outgoing = context.env?.outgoing;
  if (!outgoing) return context.req.raw.signal;
  const client = new AbortController();
  const look = (): void => {
    if (!outgoing.writableFinished) client.abort();
  };
  if (outgoing.destroyed) look();
  else outgoing.once('close', look);
  return client.signal;
}
