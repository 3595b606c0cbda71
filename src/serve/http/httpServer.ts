import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { finished } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { ServiceEnv } from '../serviceEnv.js';
import { answerMalformed, answerOnSocket } from './answerMalformed.js';

/** An HTTP server that answers everything it is sent in JSON, also what frameworks leave to Node's empty answers. */
export function httpServer(app: Hono<ServiceEnv>, timeout: number): Server {
  const listener = getRequestListener(app.fetch as never, {
    // Of a request without a host, as health checks by HTTP/1.0 are.
    hostname: 'localhost',
    // It would cut a sender off half a second after the answer, who then may never read it: see `discardBody`.
    autoCleanupIncoming: false,
    errorHandler: () =>
      Response.json({ error: { code: 'bad_request', message: 'That is no address here.' } }, { status: 400 }),
  });
  const server = createServer(
    {
      // A client that dribbles its request holds a place in the queue of readers.
      requestTimeout: timeout,
      headersTimeout: timeout,
      connectionsCheckingInterval: 500,
      requireHostHeader: false,
    },
    (request, response) => {
      // `OPTIONS *` asks of the server as a whole.
      if (request.url === '*') request.url = '/';
      closeWhenSent(request, response);
      void listener(request, response);
    },
  );
  server.on('clientError', answerMalformed);
  server.on('checkExpectation', refuseExpectation);
  server.on('connect', (_request, socket) =>
    answerOnSocket(socket, '405 Method Not Allowed', 'bad_request', 'This is no proxy.'),
  );
  return server;
}

/**
 * A client that wants its connection closed may be refused while it still sends. Closed at once, it would meet a reset
 * and may never read the answer; so the connection is closed when its body has come.
 */
function closeWhenSent(request: IncomingMessage, response: ServerResponse): void {
  if (!/\bclose\b/i.test(request.headers.connection ?? '') || request.httpVersion !== '1.1') return;
  response.shouldKeepAlive = true;
  response.once('finish', () => finished(request, { writable: false }, () => request.socket.end()));
}

/**
 * Takes the rest of a refused body and throws it away, so that its sender, who may read nothing before all is sent, gets
 * to read why; `requestTimeout` ends an endless one.
 */
export function discardBody(request: IncomingMessage): void {
  // A web stream around it would hold it back until somebody reads there.
  request.removeAllListeners('data');
  request.resume();
}

function refuseExpectation(_request: IncomingMessage, response: ServerResponse): void {
  const message = 'Only 100-continue can be expected.';
  const body = JSON.stringify({ error: { code: 'bad_request', message } });
  response
    .writeHead(417, {
      'content-type': 'application/json',
      'content-length': body.length,
      connection: 'close',
    })
    .end(body);
}
