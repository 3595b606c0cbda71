import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type Duplex, finished } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { ServiceEnv } from './serviceEnv.js';

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

const reasons: Readonly<Record<string, readonly [status: string, code: string, message: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'too_slow', 'The request took too long to arrive.'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'too_large', 'The headers are too long.'],
};
/** For an HTTP server that has got no further than its socket: an answer in JSON, and an end. */
export function answerOnSocket(socket: Duplex, status: string, code: string, message: string): void {
  const body = JSON.stringify({ error: { code, message } });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

const malformed = ['400 Bad Request', 'bad_request', 'That is not an HTTP request.'] as const;

/**
 * Answers what never becomes a request, because it is no HTTP or does not arrive, in the same JSON as every other
 * error, and hangs up. For the server's event `clientError`.
 */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, code, message] = reasons[error.code ?? ''] ?? malformed;
  answerOnSocket(socket, status, code, message);
}
