import type { HttpBindings } from '@hono/node-server';

/** What one request holds of the server. */
export interface Slot {
  /** So many bytes more came. @throws RequestError 503 when all requests together hold too many */
  grow(bytes: number): void;
  /** Nothing more has to come from outside: its address may send others. */
  arrived(): void;
}

/** What Hono knows of a request: its socket, unless a test sent it; its place, unless it needs none. */
export interface ServiceEnv {
  /** What the Node server adds to a request. */
  Bindings: Partial<HttpBindings>;
  /** What the middleware hands on to the routes. */
  Variables: { requestId: string; slot: Slot };
}
