import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { InvalidArgumentError, PortInUseError } from '../core/index.js';
import { jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { answerMalformed } from './answerMalformed.js';
import { createApp } from './app.js';
import type { Classifier } from './classifier.js';
import { loadClassifier } from './exportedClassifier.js';
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

/** A classifier; the path of an exported model; or a learner, of which a copy is served as it is now. */
export type Servable = Classifier | string | { export(path: string): Promise<string> };

/**
 * Puts a classifier behind a web page. In a notebook the result shows a link, and the app stops with the kernel.
 *
 * @throws {PortInUseError} when something else listens on the port
 * @throws {InvalidArgumentError} when the host is not this machine's, or the port needs more rights
 */
export async function serve(model: Servable, options: ServeOptions = {}): Promise<RunningService> {
  const { host, port, timeout } = withDefaults(options);
  const classifier = await classifierOf(model);
  const server = createAdaptorServer({
    fetch: createApp(classifier, options).fetch,
    // A client that dribbles its request holds a place in the queue of readers.
    serverOptions: { requestTimeout: timeout, headersTimeout: timeout, connectionsCheckingInterval: 500 },
  }) as Server;
  server.on('clientError', answerMalformed);
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

async function classifierOf(model: Servable): Promise<Classifier> {
  if (typeof model === 'string') return loadClassifier(model);
  if (!('export' in model)) return model;
  const folder = await mkdtemp(join(tmpdir(), 'tsvision-serve-'));
  try {
    return await loadClassifier(await model.export(join(folder, 'learner')), 'learner');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen(port, host, () => resolve());
  });
}

function listenError(error: NodeJS.ErrnoException, port: number, host: string): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new PortInUseError(port, host);
    case 'EACCES':
      return new InvalidArgumentError('port', port, 'one that this user may use', 'Take one from 1024 up.');
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new InvalidArgumentError(
        'host',
        host,
        'an address of this machine',
        'Try 127.0.0.1 or 0.0.0.0.',
      );
    default:
      return error;
  }
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
