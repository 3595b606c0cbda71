import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { webFetch } from '../../src/core/index.js';

const servers: Server[] = [];
afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A proxy as companies have them: plain addresses are passed on, tunnels are for the port of https alone. */
async function startProxy(seen: string[]): Promise<string> {
  const server = createServer((request, response) => {
    seen.push(request.url ?? '');
    response.end(`through the proxy: ${request.url}`);
  });
  server.on('connect', (request, socket) => {
    seen.push(`CONNECT ${request.url}`);
    if (!request.url?.endsWith(':443')) socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    else connect(9, '127.0.0.1').on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
  });
  return listen(server);
}

it.each(['HTTP_PROXY', 'http_proxy'])('goes through the proxy of %s (HTTP_PROXY ignored)', async (name) => {
  const seen: string[] = [];
  vi.stubEnv(name, await startProxy(seen));
  const response = await webFetch('http://photos.example/a.jpg');
  expect(await response.text()).toBe('through the proxy: http://photos.example/a.jpg');
  expect(seen).toEqual(['http://photos.example/a.jpg']);
});

it('asks the proxy of HTTPS_PROXY for a tunnel', async () => {
  const seen: string[] = [];
  vi.stubEnv('HTTPS_PROXY', await startProxy(seen));
  await expect(webFetch('https://photos.example/a.jpg')).rejects.toThrow();
  expect(seen).toEqual(['CONNECT photos.example:443']);
});

it('goes straight to this machine, and to what NO_PROXY names', async () => {
  const seen: string[] = [];
  vi.stubEnv('HTTP_PROXY', await startProxy(seen));
  vi.stubEnv('NO_PROXY', '127.0.0.1.nip.example,other.example');
  const own = await listen(createServer((_request, response) => response.end('straight')));
  expect(await (await webFetch(`${own}/a.jpg`)).text()).toBe('straight');
  await expect(webFetch('http://other.example/a.jpg')).rejects.toThrow();
  expect(seen).toEqual([]);
});
