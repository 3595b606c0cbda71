import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/core/index.js';
import { createApp, type ServeOptions } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

const url = (path: string): string => `http://127.0.0.1:8000${path}`;
async function send(
  headers: Record<string, string>,
  options: ServeOptions = {},
  path = '/classify',
): Promise<Response> {
  const post = { method: 'POST', body: new Uint8Array(await greyPhoto(200)) };
  const request = new Request(url(path), path === '/classify' ? { ...post, headers } : { headers });
  return createApp(fakeClassifier, options).request(request);
}
const address = '/classify-url?url=ftp%3A%2F%2Fexample.com';

describe('DNS rebinding (Host: evil.com with an equal Origin)', () => {
  const evil = { host: 'evil.com', origin: 'http://evil.com' };
  it.each(['/classify', address, '/', '/healthz', '/metrics', '/openapi.json'])(
    '%s is refused',
    async (path) => {
      const response = await send(evil, {}, path);
      expect(response.status).toBe(403);
      expect(await response.text()).toContain('--trusted-origin');
    },
  );

  it.each(['localhost:8000', '127.0.0.1:8000', '[::1]:8000', 'LOCALHOST', 'localhost.:80'])(
    '%s is this machine',
    async (host) => {
      expect((await send({ host, origin: `http://${host}` })).status).toBe(200);
    },
  );

  it.each(['evil.com', 'localhost.evil.com', '127.0.0.1.evil.com', '127.0.0.1@evil.com', 'xlocalhost'])(
    '%s is not',
    async (host) => {
      expect((await send({ host })).status).toBe(403);
    },
  );

  it('a configured name is, and so is any where other machines are let in', async () => {
    expect((await send(evil, { trustedOrigins: ['http://evil.com'] })).status).toBe(200);
    expect((await send(evil, { host: '0.0.0.0' })).status).toBe(200);
  });
});

describe('behind a proxy that rewrites Host (streamlit#9719)', () => {
  const headers = { host: '127.0.0.1:8000', origin: 'https://bears.example' };
  it('a page of a trusted origin is ours', async () => {
    expect((await send(headers)).status).toBe(403);
    expect((await send(headers, { trustedOrigins: ['https://bears.example'] })).status).toBe(200);
    expect((await send(headers, { trustedOrigins: ['https://bears.example:444'] })).status).toBe(403);
  });

  it('a browser that says that the page is ours is believed', async () => {
    expect((await send({ ...headers, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('an origin with a path is a mistake', () => {
    for (const text of ['bears.example', 'https://bears.example/app', 'ftp://bears.example', '*'])
      expect(() => createApp(fakeClassifier, { trustedOrigins: [text] })).toThrow(InvalidArgumentError);
  });
});

describe('another page (CORS, 404 for OPTIONS)', () => {
  const options = { allowOrigins: ['https://app.example'] };
  const preflight = (origin: string): Promise<Response> =>
    Promise.resolve(
      createApp(fakeClassifier, options).request(url('/classify'), {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      }),
    );

  it('of a named origin may send photos and read what comes, refusals too', async () => {
    const asked = await preflight('https://app.example');
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toContain('content-type');
    const cross = { origin: 'https://app.example', 'sec-fetch-site': 'cross-site' };
    for (const path of ['/classify', address]) {
      const answer = await send(cross, options, path);
      expect(answer.status).toBe(path === address ? 403 : 200);
      expect(await answer.text()).not.toContain('foreign_origin');
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://app.example');
      expect(answer.headers.get('vary')).toMatch(/origin/i);
    }
  });

  it('of any other origin is refused', async () => {
    expect((await preflight('https://other.example')).headers.has('access-control-allow-origin')).toBe(false);
    expect((await send({ origin: 'https://other.example' }, options)).status).toBe(403);
  });

  it('without named origins gets a plain answer', async () => {
    const app = createApp(fakeClassifier);
    const response = await app.request(url('/classify'), { method: 'OPTIONS' });
    expect(response.status).toBe(204);
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('GET /classify-url (no origin check for this GET)', () => {
  it.each<Record<string, string>>([
    { origin: 'https://elsewhere.example' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
  ])('is refused to %j', async (headers) => {
    const response = await send(headers, {}, address);
    expect(await response.json()).toMatchObject({ error: { code: 'foreign_origin' } });
  });

  it.each<Record<string, string>>([{}, { 'sec-fetch-site': 'same-origin' }, { 'sec-fetch-site': 'none' }])(
    'is open to %j',
    async (headers) => {
      const response = await send(headers, {}, address);
      expect(await response.json()).toMatchObject({ error: { code: 'forbidden_url' } });
    },
  );
});

it('leaves TLS to whoever speaks it (HSTS over plain HTTP)', async () => {
  expect((await send({})).headers.has('strict-transport-security')).toBe(false);
});
