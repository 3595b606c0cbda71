import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

/** Nobody has come for so long: whoever had connected before has been seen. In ms. */
const quiet = 100;
/** Most time for that, in ms. */
const longest = 1000;

/**
 * Makes a server that can be ended without a reset for anybody who is connected: connections that wait to be taken and
 * requests that are on their way are still served, each with `Connection: close`; then the door is shut.
 *
 * @returns ends the server; after `grace` ms it breaks off what is left
 */
export function drainable(server: Server): (grace: number) => Promise<void> {
  const sockets = new Set<Socket>();
  const answering = new Set<ServerResponse>();
  let stopping = false;
  let lastCame = 0;
  server.on('connection', (socket) => {
    lastCame = performance.now();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response) => {
    lastCame = performance.now();
    response.shouldKeepAlive &&= !stopping;
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });

  async function untilQuiet(grace: number): Promise<void> {
    const begun = performance.now();
    lastCame = begun;
    while (performance.now() - begun < Math.min(longest, grace) && performance.now() - lastCame < quiet) {
      await setTimeout(quiet / 4);
      // Timers come before sockets in a turn of the loop: what waits there is taken first.
      await setImmediate();
    }
  }

  return async (grace) => {
    stopping = true;
    for (const response of answering) response.shouldKeepAlive = false;
    await untilQuiet(grace);
    await close(server, grace, () => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
    });
  };
}

function close(server: Server, grace: number, closeSilent: () => void): Promise<void> {
  return new Promise((resolve) => {
    const hurry = globalThis.setTimeout(() => server.closeAllConnections(), grace);
    server.close(() => {
      clearTimeout(hurry);
      resolve();
    });
    server.closeIdleConnections();
    closeSilent();
  });
}
