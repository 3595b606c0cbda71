import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../src/serve/index.js';
import { fakeClassifier } from './fakeClassifier.js';

/** In ms. A name that a resolver has to look up may take longer than the promised second on a busy machine. */
const longest = 5000;
let inside: Server;
let port: number;
let reached: string[];
/** Stands for a server on the internet, whose answers its owner chooses. */
let outside: Server;
let host: string;
let location: string;

beforeAll(async () => {
  reached = [];
  inside = createServer((request, response) => {
    reached.push(`${request.headers.host}${request.url}`);
    response.end('secret');
  });
  await new Promise<void>((done) => inside.listen(0, '::', done));
  port = (inside.address() as AddressInfo).port;
  outside = createServer((_request, response) => void response.writeHead(302, { location }).end());
  await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(outside.address() as AddressInfo).port}`;
});
afterAll(() => {
  inside.close();
  outside.close();
});

interface Refusal {
  readonly status: number;
  readonly code: string;
}

/** What the service answers to an address, which must be JSON with a code and a sentence, soon. */
async function refusal(url: string): Promise<Refusal> {
  const app = createApp(fakeClassifier, { allowedHosts: [host], timeout: 3000 });
  const started = performance.now();
  const response = await app.request(`/classify-url?url=${encodeURIComponent(url)}`);
  expect(performance.now() - started, url).toBeLessThan(longest);
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  expect(error.message, url).toMatch(/^[A-Z][^\n]*\.$/);
  expect(error.message, url).not.toMatch(/ECONN|ENOTFOUND|EAI_AGAIN|127\.|node:|\.js/);
  return { status: response.status, code: error.code };
}

const forbidden = { status: 403, code: 'forbidden_url' };

/** Addresses of the inside under every disguise that a parser of URLs might see through later than we do. */
const disguised = (): string[] => [
  `http://127.0.0.1:${port}/`,
  `http://user@127.0.0.1:${port}/`,
  `http://example.com@127.0.0.1:${port}/`,
  `http://example.com:80@127.0.0.1:${port}/`,
  `http://127.0.0.1:${port}#@example.com/`,
  `http://127.0.0.1:${port}?@example.com/`,
  `http://127.0.0.1:${port}\\@example.com/`,
  `http:\\\\127.0.0.1:${port}\\`,
  `http:127.0.0.1:${port}`,
  `http:/127.0.0.1:${port}`,
  `http:////127.0.0.1:${port}/`,
  `  http://127.0.0.1:${port}/  `,
  `ht\ntp://127.0.\t0.1:${port}/`,
  `HTTP://LOCALHOST:${port}/`,
  `http://%6c%6f%63%61%6c%68%6f%73%74:${port}/`,
  `http://127.0.0.1.:${port}/`,
  `http://①②⑦.⓪.⓪.①:${port}/`,
  `http://127。0｡0．1:${port}/`,
  `http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:${port}/`,
  `http://lo\u00adcal\u00adhost:${port}/`,
  `http://a.localhost:${port}/`,
  `http://2130706433:${port}/`,
  `http://0x7f000001:${port}/`,
  `http://0x7f.0x0.0x0.0x1:${port}/`,
  `http://017700000001:${port}/`,
  `http://0177.0.0.01:${port}/`,
  `http://00000177.1:${port}/`,
  `http://127.1:${port}/`,
  `http://0:${port}/`,
  `http://0.0.0.0:${port}/`,
  `http://[::]:${port}/`,
  `http://[::1]:${port}/`,
  `http://[0000::0001]:${port}/`,
  `http://[::127.0.0.1]:${port}/`,
  `http://[::ffff:127.0.0.1]:${port}/`,
  `http://[::ffff:7f00:1]:${port}/`,
  `http://[0:0:0:0:0:ffff:127.0.0.1]:${port}/`,
  `http://[64:ff9b::127.0.0.1]:${port}/`,
  `http://[2002:7f00:1::]:${port}/`,
];

/** Where clouds and routers keep what is nobody else's business; on the usual ports. */
const metadata = [
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xA9FEA9FE/',
  'http://0251.0376.0251.0376/',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[fd00:ec2::254]/latest/',
  'http://[fe80::a9fe:a9fe]/',
  'http://169.254.170.2/v2/credentials',
  'http://100.100.100.200/latest/',
  'http://168.63.129.16/metadata',
  'http://192.0.0.192/opc/v1/',
  'https://10.96.0.1/api',
  'https://192.168.0.1/',
  'https://172.17.0.1/',
];

const schemes = [
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'FILE:/etc/passwd',
  'gopher://127.0.0.1:70/_x',
  'data:image/png;base64,iVBORw0KGgo=',
  'ftp://127.0.0.1/a.jpg',
  'dict://127.0.0.1:11211/stat',
  'ldap://127.0.0.1/',
  'jar:http://127.0.0.1!/a',
  'blob:http://127.0.0.1/a',
  'ws://127.0.0.1/',
  'unix:/var/run/docker.sock',
  'http+unix://%2Fvar%2Frun%2Fdocker.sock/',
  'javascript:1',
  'about:blank',
  'view-source:http://127.0.0.1/',
];

describe('an address', () => {
  it.each([
    ['of this machine in disguise', disguised],
    ['of metadata', () => metadata],
    ['of another scheme', () => schemes],
  ])('%s is refused in JSON, and nothing is reached', async (_what, urls) => {
    for (const url of urls()) {
      expect(await refusal(url), url).toEqual(forbidden);
      // Without its port, it is the address alone that gives it away.
      const bare = url.replace(`:${port}`, '');
      expect(await refusal(bare), bare).toEqual(forbidden);
    }
    expect(reached).toEqual([]);
  });

  it('to which a redirect leads is refused the same', async () => {
    const relative = [`//127.0.0.1:${port}/`, `/\\127.0.0.1:${port}/`, `\\\\127.0.0.1:${port}\\`];
    for (const url of [...disguised(), ...metadata, ...schemes, ...relative]) {
      // What a header cannot carry is not sent.
      location = url.replaceAll(/[\n\t]/g, '').trim();
      if (/[^\x20-\x7e]/.test(location)) location = encodeURI(location);
      const { status, code } = await refusal(`http://${host}/`);
      expect([403, 502], url).toContain(status);
      expect(['forbidden_url', 'unreachable_url'], url).toContain(code);
    }
    expect(reached).toEqual([]);
  });

  it('that is none is a bad request', async () => {
    for (const url of [
      'bears',
      '//127.0.0.1',
      'http://',
      'http://[::1',
      'http://256.1.1.1/',
      'http://a b/',
      '%00',
      '\0',
    ])
      expect(await refusal(url), url).toEqual({ status: 400, code: 'bad_request' });
    expect(await refusal('')).toEqual({ status: 400, code: 'bad_request' });
    expect(await refusal(`http://example.com/${'a'.repeat(10_000)}`)).toMatchObject({ code: 'bad_request' });
  });

  it('that nobody knows cannot be fetched', async () => {
    expect(await refusal('http://no-such-name.invalid/')).toEqual({ status: 502, code: 'unreachable_url' });
  });
});
