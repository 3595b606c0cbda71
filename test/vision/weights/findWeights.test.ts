import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { PathNotFoundError } from '../../../src/core/index.js';
import { WeightsNotFoundError } from '../../../src/vision/index.js';
import { downloadHubFile, findWeights } from '../../../src/vision/weights/findWeights.js';

const wanted = { name: 'mobilenetV2', torchName: 'mobilenet_v2', hub: [{ repo: 'timm/net' }] };
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tsvision-'));
  vi.stubEnv('TSVISION_CACHE', join(folder, 'cache'));
  vi.stubEnv('HF_HOME', join(folder, 'hf'));
  vi.stubEnv('TSVISION_WEIGHTS', '');
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  // Real weights beside the project would be found before those of the test.
  vi.stubEnv('TSVISION_DATA', '');
});
afterEach(() => vi.unstubAllEnvs());

async function put(...parts: string[]): Promise<string> {
  const path = join(folder, ...parts);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, 'weights');
  return path;
}

it('prefers the file that is named', async () => {
  const path = await put('mine.safetensors');
  await put('cache/weights/mobilenet_v2.safetensors');
  expect(await findWeights(wanted, { weights: path })).toBe(path);
  await expect(findWeights(wanted, { weights: join(folder, 'absent') })).rejects.toThrow(PathNotFoundError);
  await expect(findWeights(wanted, { weights: folder })).rejects.toThrow(PathNotFoundError);
});

it('looks into the folders of TSVISION_WEIGHTS, then our cache, then the cache of the hub', async () => {
  const hub = await put('hf/hub/models--timm--net/snapshots/abc/model.safetensors');
  expect(await findWeights(wanted)).toBe(hub);
  const cached = await put('cache/weights/mobilenet_v2.safetensors');
  expect(await findWeights(wanted)).toBe(cached);
  const half = await put('b/mobilenetV2.fp16.safetensors');
  vi.stubEnv('TSVISION_WEIGHTS', `${join(folder, 'a')}:${join(folder, 'b')}`);
  expect(await findWeights(wanted)).toBe(half);
});

it('says where to put the file, and which network needs none, when it is nowhere', async () => {
  const error = await findWeights(wanted).catch((each: unknown) => each);
  expect(error).toBeInstanceOf(WeightsNotFoundError);
  const { message } = error as Error;
  expect(message).toContain(join(folder, 'cache/weights/mobilenet_v2.safetensors'));
  expect(message).toContain('models.tinyresnet');
  expect(message).toContain('TSVISION_WEIGHTS');
  await expect(findWeights({ ...wanted, hub: [] })).rejects.toThrow(/no hub offers them/);
});

/** A hub with one file, as the real one answers: redirects left out, ranges honoured. */
async function startHub(
  content: Buffer,
  etag: string,
  cutAt?: number,
): Promise<{ server: Server; url: string; ranges: string[] }> {
  const ranges: string[] = [];
  let cut = cutAt;
  const server = createServer((request, response) => {
    if (request.url !== '/timm/net/resolve/main/model.safetensors') {
      response.writeHead(404).end();
      return;
    }
    const range = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '');
    ranges.push(request.headers.range ?? 'all');
    const from = Number(range?.[1] ?? 0);
    const to = range?.[2] ? Number(range[2]) + 1 : content.length;
    const part = content.subarray(from, to);
    response.writeHead(range ? 206 : 200, {
      etag,
      'content-length': part.length,
      'content-range': `bytes ${from}-${to - 1}/${content.length}`,
    });
    if (cut !== undefined && part.length > 1) {
      response.write(part.subarray(0, cut), () => setTimeout(() => response.destroy(), 20));
      cut = undefined;
    } else response.end(part);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ranges };
}

const content = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251));
const sha256 = createHash('sha256').update(content).digest('hex');

it('fetches from the hub, checks the sum, and goes on where a connection broke', async () => {
  vi.stubEnv('HF_HUB_OFFLINE', '');
  const { server, url, ranges } = await startHub(content, `"${sha256}"`, 100_000);
  try {
    const options = { hubUrl: url, progress: false };
    const path = await findWeights(wanted, options);
    expect(path).toBe(join(folder, 'cache/weights/mobilenet_v2.safetensors'));
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(sha256);
    expect(ranges.at(-1)).toMatch(/bytes=[1-9]\d+-/);
  } finally {
    server.close();
  }
});

it('keeps nothing that has another sum than the hub announces', async () => {
  vi.stubEnv('HF_HUB_OFFLINE', '');
  const { server, url } = await startHub(content, `"${'0'.repeat(64)}"`);
  try {
    await expect(findWeights(wanted, { hubUrl: url, progress: false })).rejects.toThrow(/SHA-256/);
    expect(existsSync(join(folder, 'cache/weights/mobilenet_v2.safetensors'))).toBe(false);
  } finally {
    server.close();
  }
});

it('reads length and sum of a file in the hub’s large storage from the headers beside its description', async () => {
  const ranges: string[] = [];
  const server = createServer((request, response) => {
    ranges.push(request.headers.range ?? 'all');
    const asked = request.headers.accept?.includes('vnd.xet-fileinfo');
    if (asked) {
      response.writeHead(200, {
        'content-type': 'application/vnd.xet-fileinfo+json',
        'x-linked-size': content.length,
        'x-linked-etag': `"${sha256}"`,
        etag: '"of-the-description"',
      });
      response.end('{"hash":"0"}');
    } else response.writeHead(200, { 'content-length': content.length }).end(content);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    const path = await downloadHubFile('timm/net', 'model.safetensors', join(folder, 'large'), {
      hubUrl,
      progress: false,
    });
    expect((await readFile(path)).equals(content)).toBe(true);
    expect(ranges).toHaveLength(2);
  } finally {
    server.close();
  }
});

it.each([
  [404, { 'x-error-code': 'EntryNotFound' }, 'InvalidArgumentError', /a file of timm\/net/],
  [401, {}, 'DownloadError', /answers 401/],
  [200, {}, 'DownloadError', /how long the file is/],
])('names what a hub says that answers %s', async (status, headers, name, message) => {
  const server = createServer((_request, response) => void response.writeHead(status, headers).end('no'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const download = downloadHubFile('timm/net', 'x', join(folder, 'none'), { hubUrl, progress: false });
  await expect(download).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  server.close();
});

it('says so when there is no network', async () => {
  vi.stubEnv('HF_HUB_OFFLINE', '');
  await expect(findWeights(wanted, { hubUrl: 'http://127.0.0.1:9', progress: false })).rejects.toThrow(
    /could not be fetched.*models\.tinyresnet/s,
  );
});
