import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guardedFetch, isPublicAddress } from '../../src/serve/intake/guardedFetch.js';
import { hangLimit } from '../hangLimit.js';

let server: Server;
let port: number;
let reached = 0;

beforeAll(async () => {
  server = createServer((request, response) => {
    reached++;
    if (request.url === '/loop') response.writeHead(302, { location: '/loop' }).end();
    else if (request.url === '/inside') response.writeHead(302, { location: 'http://127.0.0.1/' }).end();
    else if (request.url === '/metadata')
      response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    else if (request.url === '/big') response.end(Buffer.alloc(5000));
    else if (request.url === '/chunks') {
      response.write(Buffer.alloc(3000));
      response.end(Buffer.alloc(3000));
    } else if (request.url === '/slow') return;
    else if (request.url === '/gone') response.writeHead(410).end();
    else response.end('photo');
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (url: string, allowedHosts: string[] = [], timeout = hangLimit): Promise<Uint8Array> =>
  guardedFetch(url, { maxBytes: 4096, timeout, allowedHosts });
const allowed = (path: string, timeout?: number): Promise<Uint8Array> =>
  get(`http://127.0.0.1:${port}${path}`, [`127.0.0.1:${port}`], timeout);

/** Every way we know to spell an address that is not on the public internet. */
const hosts = [
  '127.0.0.1',
  '127.1',
  '127.255.255.254',
  '2130706433',
  '0x7f.1',
  '0x7f000001',
  '0177.0.0.1',
  '017700000001',
  'localhost',
  'localhost.',
  'LOCALHOST',
  '0.0.0.0',
  '0',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[::ffff:127.0.0.1]',
  '[::ffff:7f00:1]',
  '[::127.0.0.1]',
  '[64:ff9b::7f00:1]',
  '[2002:7f00:1::]',
  '[2001::1]',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '169.254.169.254',
  '[fe80::1]',
  '[fc00::1]',
  '[fd12:3456::1]',
  '[ff02::1]',
  '[fec0::1]',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
];

describe('guardedFetch', () => {
  it.each(hosts)('does not reach %s', async (host) => {
    const before = reached;
    for (const url of [`http://${host}:${port}/`, `http://${host}/`]) {
      await expect(get(url)).rejects.toMatchObject({ code: 'forbidden_url' });
    }
    expect(reached).toBe(before);
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.com/a.jpg',
    'data:image/png;base64,AAAA',
    'gopher://x/',
    'javascript:1',
    'http://user:secret@example.com/',
  ])('refuses %s', async (url) => {
    await expect(get(url)).rejects.toMatchObject({ status: 403 });
  });

  it('refuses what is no URL', async () => {
    await expect(get('bears')).rejects.toMatchObject({ status: 400 });
  });

  it('fetches from a host that was let through', async () => {
    expect(Buffer.from(await allowed('/')).toString()).toBe('photo');
  });

  it.each(['/inside', '/metadata'])(
    'does not follow the redirect %s into the private network',
    async (path) => {
      const before = reached;
      await expect(allowed(path)).rejects.toMatchObject({ code: 'forbidden_url' });
      expect(reached).toBe(before + 1);
    },
  );

  it('gives up on a loop of redirects', async () => {
    await expect(allowed('/loop')).rejects.toMatchObject({ code: 'unreachable_url' });
  });

  it.each(['/big', '/chunks'])('stops %s at the limit', async (path) => {
    await expect(allowed(path)).rejects.toMatchObject({ status: 413 });
  });

  it.each(['/slow', '/gone'])('gives up on %s', async (path) => {
    await expect(allowed(path, 1000)).rejects.toMatchObject({ status: 502 });
  });
});

describe('isPublicAddress', () => {
  it.each(['8.8.8.8', '1.1.1.1', '93.184.216.34', '172.32.0.1', '2606:2800:220:1::1'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );
});
