import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidArgumentError } from '../core/index.js';
import { jupyterDisplay, type MimeBundle } from '../notebook/index.js';
import { startApp } from './app.js';
import type { Classifier } from './classifier.js';
import { drainable } from './drain.js';
import { PortInUseError } from './errors.js';
import { loadClassifier } from './exportedClassifier.js';
import { httpServer } from './httpServer.js';
import { pageLink } from './pageLink.js';
import { type ServeOptions, withDefaults } from './serveOptions.js';

/** A running web app. */
export interface RunningService {
  /** Address of the page. */
  readonly url: string;
  /**
   * Serves whoever is connected, then closes.
   * @param grace most ms that running requests get; 0 breaks them off. @default the time limit of a request
   */
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
 * @throws {InvalidArgumentError} when the host is not this machine's, the port needs more rights, or an origin is none
 * @example
 * ```ts
 * import { serve } from 'tsvision';
 * await learn.export('bears.safetensors');
 * await using service = await serve('bears.safetensors', { port: 0 });
 * const answer = await fetch(service.url); // the page; photos go to `POST /classify`
 * ```
 */
export async function serve(model: Servable, options: ServeOptions = {}): Promise<RunningService> {
  const { host, port, timeout } = withDefaults(options);
  const classifier = await classifierOf(model);
  const { app, close } = startApp(classifier, options);
  const server = httpServer(app, timeout);
  const drain = drainable(server);
  await listen(server, port, host).catch((error: unknown) => {
    close();
    throw error;
  });
  const { port: actualPort } = server.address() as AddressInfo;
  const url = `http://${reachableName(host)}:${actualPort}/`;
  const stop = (grace = timeout): Promise<void> => drain(grace).finally(close);
  return {
    url,
    stop,
    [Symbol.asyncDispose]: () => stop(),
    [jupyterDisplay]: () => pageLink(classifier.name, url),
  };
}

/** An address to listen on as browsers can open it: not every system knows 0.0.0.0 as itself. */
function reachableName(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  if (host === '::') return '[::1]';
  return host.includes(':') ? `[${host}]` : host;
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

/** Connections that wait to be taken; a burst beyond it would have to knock again after a second. */
const backlog = 2048;

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(error, port, host)));
    server.listen({ port, host, backlog }, () => resolve());
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
