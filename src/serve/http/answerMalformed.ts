import type { Duplex } from 'node:stream';

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
