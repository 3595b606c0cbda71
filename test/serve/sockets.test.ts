import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, type ServeOptions, serve } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

let service: RunningService;
let photo: Buffer;
const lines: string[] = [];
beforeAll(async () => {
  photo = await greyPhoto(200);
  service = await serve(fakeClassifier, { port: 0, log: (line) => lines.push(line) });
});
afterAll(() => service.stop(0));

const portOf = ({ url }: RunningService): number => Number(new URL(url).port);
/** Sends this as it is; resolves with what came back when the server hangs up. */
async function send(text: string): Promise<string> {
  const socket = connect(portOf(service), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  socket.write(text);
  await once(socket, 'close');
  return answer;
}

describe('what frameworks leave to empty answers (HTTP/1.0 without Host, OPTIONS *, unknown Expect)', () => {
  const last = 'connection: close\r\n\r\n';
  it.each([
    ['HTTP/1.0 without a host', 'GET /healthz HTTP/1.0\r\n\r\n', 200],
    ['HTTP/1.1 without a host', `GET /healthz HTTP/1.1\r\n${last}`, 200],
    ['another expectation', `GET /healthz HTTP/1.1\r\nhost: localhost\r\nexpect: coffee\r\n${last}`, 417],
    ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: example.com:443\r\n\r\n', 405],
    ['a host that is none', `GET /healthz HTTP/1.1\r\nhost: a b\r\n${last}`, 400],
    ['a path that is none', `GET /\\..\\ HTTP/1.1\r\nhost: localhost\r\n${last}`, 400],
    ['another method', `DELETE /classify HTTP/1.1\r\nhost: localhost\r\n${last}`, 404],
  ])('%s is answered in JSON', async (_what, text, status) => {
    const [head, body] = (await send(text)).split('\r\n\r\n') as [string, string];
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(head.toLowerCase()).toContain('content-type: application/json');
    expect(JSON.parse(body)).toBeTypeOf('object');
  });

  it('OPTIONS * is answered', async () => {
    const answer = await send(`OPTIONS * HTTP/1.1\r\nhost: localhost\r\n${last}`);
    expect(answer).toMatch(/^HTTP\/1\.1 204 .*\r\n(.*\r\n)*allow: GET, HEAD, POST, OPTIONS\r\n/i);
  });
});

it('notes no stack for a client that hangs up (logged as 500 with a stack)', async () => {
  lines.length = 0;
  const socket = connect(portOf(service), '127.0.0.1');
  socket.write('POST /classify HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\nabc');
  await expect.poll(() => socket.bytesWritten).toBeGreaterThan(0);
  await fetch(`${service.url}healthz`);
  socket.destroy();
  await expect.poll(() => lines.some((line) => line.includes('"/classify"'))).toBe(true);
  expect(lines.join('\n')).not.toMatch(/ at |"status":500/);
});

describe('a sender who is refused early and goes on slowly', () => {
  // A body over the limit, in parts with pauses in which the answer has long been given.
  it.each(['keep-alive', 'close'])('reads why (connection: %s)', async (connection) => {
    const socket = connect(portOf(service), '127.0.0.1');
    let answer = '';
    const ended = new Promise((done) => socket.once('end', done));
    const failed = new Promise<never>((_done, fail) => socket.once('error', fail));
    failed.catch(() => undefined);
    // Reads nothing while it sends, as simple clients do.
    socket.pause();
    const size = 30_000_000;
    socket.write(
      `POST /classify HTTP/1.1\r\nhost: localhost\r\nconnection: ${connection}\r\ncontent-length: ${size}\r\n\r\n`,
    );
    const part = Buffer.alloc(size / 5);
    for (let i = 0; i < 5; i++) {
      await delay(250);
      await new Promise<void>((done) => socket.write(part, () => done()));
    }
    socket.on('data', (chunk) => (answer += String(chunk))).resume();
    await Promise.race([expect.poll(() => answer).toMatch(/\r\n\r\n.*"too_large"/s), failed]);
    if (connection === 'close') await ended;
    socket.destroy();
  });
});

describe('200 slow bodies (all slots full)', () => {
  it.skipIf(process.platform !== 'linux')('leave places to other addresses', async () => {
    const full = await serve(fakeClassifier, { port: 0, maxInFlight: 64 });
    const sockets: Socket[] = [];
    for (let i = 0; i < 200; i++) {
      const socket = connect({ port: portOf(full), host: '127.0.0.1', localAddress: '127.0.0.2' });
      socket.on('error', () => undefined).resume();
      socket.write('POST /classify HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000\r\n\r\na');
      sockets.push(socket);
    }
    // Those that got no place have been told so.
    await expect.poll(() => sockets.filter(({ bytesRead }) => bytesRead > 0).length).toBe(168);
    const response = await fetch(`${full.url}classify`, { method: 'POST', body: new Uint8Array(photo) });
    for (const socket of sockets) socket.destroy();
    expect(response.status).toBe(200);
    await full.stop(0);
  });

  it('and large ones together hold no more bytes than allowed', async () => {
    const small = await serve(fakeClassifier, { port: 0, maxBuffered: 2_000_000 });
    const posts = Array.from({ length: 8 }, () =>
      fetch(`${small.url}classify`, { method: 'POST', body: new Uint8Array(1_500_000) }),
    );
    const answers = await Promise.all(posts);
    expect(answers.map(({ status }) => status).filter((status) => status !== 415 && status !== 503)).toEqual(
      [],
    );
    const after = await fetch(`${small.url}classify`, { method: 'POST', body: new Uint8Array(photo) });
    await small.stop(0);
    expect(after.status).toBe(200);
  });
});

describe('/classify-url with stalled upstreams (60 of 60 unanswered after 30 s)', () => {
  let silent: Server;
  let open: number;
  let upstream: string;
  beforeAll(async () => {
    open = 0;
    silent = createServer(() => open++);
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    upstream = `127.0.0.1:${(silent.address() as AddressInfo).port}`;
  });
  afterAll(() => silent.closeAllConnections());
  const ask = (options: ServeOptions, count: number): [Promise<RunningService>, Promise<Response[]>] => {
    const running = serve(fakeClassifier, { port: 0, allowedHosts: [upstream], ...options });
    const url = async (): Promise<string> =>
      `${(await running).url}classify-url?url=${encodeURIComponent(`http://${upstream}/`)}`;
    return [running, Promise.all(Array.from({ length: count }, async () => fetch(await url())))];
  };

  it('answers all, though memory is swept meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const sweep = runInNewContext('gc') as () => void;
    const [running, asked] = ask({ timeout: 4000 }, 20);
    await expect.poll(() => open).toBe(20);
    sweep();
    for (const response of await asked) {
      expect(response.status).toBe(502);
      expect(await response.json()).toMatchObject({ error: { code: 'unreachable_url' } });
    }
    await (await running).stop(0);
  });

  it('counts them: more than there are places for are told to come back', async () => {
    const limits = { timeout: 60_000, maxInFlight: 8, maxPerAddress: 5 };
    const own = await serve(fakeClassifier, { port: 0, allowedHosts: [upstream], ...limits });
    const url = `${own.url}classify-url?url=${encodeURIComponent(`http://${upstream}/`)}`;
    const statuses: number[] = [];
    const asked = Array.from({ length: 30 }, () => fetch(url).then(({ status }) => statuses.push(status)));
    await expect.poll(() => statuses).toEqual(new Array(25).fill(503));
    silent.closeAllConnections();
    await Promise.all(asked);
    expect(statuses.slice(25)).toEqual(new Array(5).fill(502));
    await own.stop(0);
  });
});

describe('the end (SIGTERM with 24 posts in flight: up to 21 resets)', () => {
  it('serves whoever is connected: new connections, kept ones, and bodies on their way', async () => {
    const own = await serve(fakeClassifier, { port: 0 });
    const post = (agentOptions: object): Promise<number> =>
      new Promise((resolve, reject) => {
        const sent = request(`${own.url}classify`, { method: 'POST', ...agentOptions }, (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        sent.on('error', reject);
        sent.end(photo);
      });
    const slow = request(`${own.url}classify`, {
      method: 'POST',
      headers: { 'content-length': photo.length },
    });
    const slowAnswer = once(slow, 'response');
    slow.write(photo.subarray(0, 10));
    await once(slow, 'socket');
    const posts = Array.from({ length: 24 }, () => post({}));
    const connected = connect(portOf(own), '127.0.0.1');
    await once(connected, 'connect');
    const stopped = own.stop();
    connected.write(`GET /healthz HTTP/1.1\r\nhost: localhost\r\n\r\n`);
    const [health] = (await once(connected, 'data')) as [Buffer];
    expect(String(health)).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close/i);
    expect(await Promise.all(posts)).toEqual(new Array(24).fill(200));
    slow.end(photo.subarray(10));
    const [{ statusCode }] = (await slowAnswer) as [{ statusCode: number; resume(): void }];
    expect(statusCode).toBe(200);
    await stopped;
    await expect(fetch(own.url)).rejects.toThrow();
  });

  it('does not wait for those who are connected and say nothing', async () => {
    const own = await serve(fakeClassifier, { port: 0 });
    const silent = connect(portOf(own), '127.0.0.1');
    await once(silent, 'connect');
    const kept = await fetch(`${own.url}healthz`);
    await kept.text();
    // Its default is the time limit of a request, ten seconds; the test would not end in time.
    await own.stop(100_000);
    silent.destroy();
  });
});
