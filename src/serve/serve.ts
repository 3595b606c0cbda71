import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { PortInUseError } from '../core/index.js';
import { jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { createApp } from './app.js';
import type { Classifier } from './classifier.js';
import { type ServeOptions, withDefaults } from './serveOptions.js';

/** A running web app. */
export interface RunningService {
  /** Address of the page. */
  readonly url: string;
  /** Lets running requests finish (at most `grace` ms), then closes. @param grace @default 5000 */
  stop(grace?: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
  [jupyterDisplay](): MimeBundle;
}

/** A classifier, or what can become one (a learner). */
export type Servable = Classifier | { toClassifier(): Promise<Classifier> };

/**
 * Puts a classifier behind a web page. In a notebook the result shows a link, and the app stops with the kernel.
 *
 * @throws PortInUseError when something else listens on the port
 */
export async function serve(model: Servable, options: ServeOptions = {}): Promise<RunningService> {
  const { host, port, timeout } = withDefaults(options);
  const classifier = 'toClassifier' in model ? await model.toClassifier() : model;
  const server = createAdaptorServer({ fetch: createApp(classifier, options).fetch }) as Server;
  // A client that dribbles its request holds a place in the queue of readers.
  server.requestTimeout = timeout;
  server.headersTimeout = timeout;
  await listen(server, port, host);
  const { port: actualPort } = server.address() as AddressInfo;
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}/`;
  const stop = (grace = 5000): Promise<void> => close(server, grace);
  return {
    url,
    stop,
    [Symbol.asyncDispose]: () => stop(),
    [jupyterDisplay]: () => ({
      'text/html': `<a href="${url}" target="_blank" rel="noopener">${url}</a>`,
      'text/plain': `${classifier.name} is served at ${url}`,
    }),
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new PortInUseError(port, host) : error),
    );
    server.listen(port, host, () => resolve());
  });
}

function close(server: Server, grace: number): Promise<void> {
  return new Promise((resolve) => {
    const hurry = setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(hurry);
      resolve();
    });
    server.closeIdleConnections();
  });
}
