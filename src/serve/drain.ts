import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers/promises';

/**
 * So many looks in a row found nobody new: whoever had connected before has been seen. Looks are counted and not time,
 * because a model keeps this thread busy for longer than any pause that one would wait, and nobody is seen meanwhile.
 */
const quietLooks = 4;
/** From one look to the next, in ms. */
const pause = 25;
/** Most looks. */
const mostLooks = 40;

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
  let came = 0;
  server.on('connection', (socket) => {
    came++;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.prependListener('request', (_request, response) => {
    came++;
    response.shouldKeepAlive &&= !stopping;
    answering.add(response);
    response.once('close', () => answering.delete(response));
  });

  async function untilQuiet(grace: number): Promise<void> {
    const begun = performance.now();
    let quiet = 0;
    for (let look = 0; look < mostLooks && quiet < quietLooks && performance.now() - begun < grace; look++) {
      const before = came;
      await setTimeout(pause);
      // Timers come before sockets in a turn of the loop: what waits there is taken first.
      await setImmediate();
      quiet = came === before ? quiet + 1 : 0;
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
