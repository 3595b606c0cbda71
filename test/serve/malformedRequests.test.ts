import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningService, serve } from '../../src/serve/index.js';
import { fakeClassifier, greyPhoto } from './fakeClassifier.js';

let service: RunningService;
beforeAll(async () => {
  service = await serve(fakeClassifier, { port: 0, timeout: 1000 });
});
afterAll(() => service.stop(0));

/** Sends these pieces as they are; resolves with what came back when the server hangs up. */
function send(...pieces: (string | Buffer)[]): Promise<string> {
  const socket = connect(Number(new URL(service.url).port), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => (answer += String(chunk)));
  for (const piece of pieces) socket.write(piece);
  return new Promise((done) => {
    socket.on('close', () => done(answer));
    socket.on('error', () => done(answer));
  });
}

const head = 'POST /classify HTTP/1.1\r\nhost: x\r\n';
it.each([
  ['no HTTP at all', ['hello\r\n\r\n'], 400, 'bad_request'],
  ['a TLS greeting', [Buffer.from('16030100c8010000c40303', 'hex')], 400, 'bad_request'],
  ['another protocol', ['SSH-2.0-OpenSSH_9.0\r\n\r\n'], 400, 'bad_request'],
  ['two lengths', [`${head}content-length: 1\r\ncontent-length: 2\r\n\r\nab`], 400, 'bad_request'],
  [
    'a length and chunks at once',
    [`${head}content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    400,
    'bad_request',
  ],
  ['a negative length', [`${head}content-length: -1\r\n\r\n`], 400, 'bad_request'],
  ['headers without end', [`${head}x: ${'a'.repeat(100_000)}`], 431, 'too_large'],
  ['headers that do not arrive', [head], 408, 'too_slow'],
])('%s is answered in JSON', async (_what, pieces, status, code) => {
  const [header, body] = (await send(...pieces)).split('\r\n\r\n') as [string, string];
  expect(header).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(JSON.parse(body)).toEqual({ error: { code, message: expect.stringMatching(/^[A-Z].*\.$/) } });
});

it('a body that does not arrive is given up, and its place is free again', async () => {
  const single = await serve(fakeClassifier, { port: 0, timeout: 4000, maxInFlight: 1 });
  const { port } = new URL(single.url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.resume();
  socket.on('error', () => undefined);
  const closed = new Promise((done) => socket.on('close', done));
  socket.write(`${head}content-length: 1000\r\n\r\nabc`);
  await closed;
  const body = new Uint8Array(await greyPhoto(200));
  const response = await fetch(`${single.url}classify`, { method: 'POST', body });
  await single.stop(0);
  expect(response.status).toBe(200);
});

it('the service goes on', async () => {
  expect((await fetch(`${service.url}healthz`)).status).toBe(200);
});
