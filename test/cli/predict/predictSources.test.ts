import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { mergeParts, planRun, predictShard } from '../../../src/cli/predict/index.js';
import type { InferenceModel } from '../../../src/vision/index.js';
import { keys, rowsOf, tarOf } from '../../data/shards/tarOf.js';

let folder: string;
/** What the model was asked for, in turn. */
let asked: string[];
/** Photos after which the worker dies. */
let lives = Infinity;

/** Photos here are texts; a number's parity is its class. */
const model = {
  classes: ['even', 'odd'],
  info: { targetKind: 'single' },
  classify: async (photos: readonly Uint8Array[]) => {
    if (asked.length + photos.length > lives) throw new Error('killed');
    const texts = photos.map((photo) => Buffer.from(photo).toString());
    asked.push(...texts);
    return texts.map((text) => Float32Array.of(1 - (Number(text.slice(-1)) % 2), Number(text.slice(-1)) % 2));
  },
} as unknown as InferenceModel;

/** A bucket of forty photos, one of which is gone; each connection breaks once. */
let server: Server;
let base: string;
let broken: Set<string>;
let signature = 'one';
const photoOf = (name: string): Buffer => Buffer.from(`${'.'.repeat(5000)}photo ${name}`);

beforeAll(async () => {
  server = createServer(({ url = '', headers }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://bucket');
    if (searchParams.get('sign') !== signature) return void response.writeHead(403).end();
    if (pathname === '/0007.jpg') return void response.writeHead(404).end();
    const bytes = photoOf(pathname.slice(1, 5));
    const from = Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0);
    response.writeHead(206, {
      'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}`,
      'content-length': bytes.length - from,
      etag: '"1"',
    });
    if (broken.has(pathname)) return void response.end(bytes.subarray(from));
    broken.add(pathname);
    response.write(bytes.subarray(0, 1000), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsvision-sources-'));
  [asked, lives, broken, signature] = [[], Infinity, new Set(), 'one'];
});

const one = { number: 1, count: 1 };
const out = (): string => join(folder, 'out.csv');
const table = (): Record<string, string>[] => parse(readFileSync(out()), { columns: true });
async function predict(source: string): Promise<number> {
  const run = await planRun(source, out(), 'v1', one);
  const fresh = await predictShard(model, run, one, { batchSize: 4 });
  await mergeParts(run, model.classes);
  return fresh;
}

it('predicts the rows of shards, and after a kill goes on at exactly the next row', async () => {
  const all = ['a', 'b'].flatMap((shard) => {
    const names = keys(25, `${shard}-`);
    writeFileSync(join(folder, `part-${shard}.tar`), tarOf(rowsOf(names)));
    return names.map((name) => `part-${shard}.tar/${name}`);
  });
  const shards = join(folder, 'part-{a,b}.tar');
  lives = 18;
  await expect(predict(shards)).rejects.toThrow('killed');
  const before = [...asked];
  expect(before).toHaveLength(16);
  lives = Infinity;
  expect(await predict(shards)).toBe(50 - 16);
  expect(asked).toEqual(all.map((name) => `photo ${name.slice(-6)}`));
  expect(table().map(({ path }) => path)).toEqual(all);
  expect(table().map(({ label }) => label)).toEqual(
    all.map((name) => (Number(name.slice(-1)) % 2 ? 'odd' : 'even')),
  );
});

const list = (): string => {
  const path = join(folder, 'photos.txt');
  writeFileSync(
    path,
    keys(40)
      .map((key) => `${base}/${key}.jpg?sign=${signature}\n`)
      .join(''),
  );
  return path;
};

it('predicts on presigned addresses, whose connections break, with a row for what is gone', async () => {
  expect(await predict(list())).toBe(40);
  expect(broken.size).toBe(39);
  expect(asked).toHaveLength(39);
  expect(asked.every((text) => /^\.{5000}photo \d{4}$/.test(text))).toBe(true);
  const rows = table();
  expect(rows.map(({ path }) => path)).toEqual(keys(40).map((key) => `${base}/${key}.jpg`));
  expect(rows.filter(({ error }) => error)).toMatchObject([
    { path: `${base}/0007.jpg`, label: '', error: 'the server answered 404 Not Found' },
  ]);
});

it('stops when the signatures have run out, and with a list that is signed anew goes on', async () => {
  lives = 18;
  await expect(predict(list())).rejects.toThrow('killed');
  const before = asked.length;
  const old = list();
  signature = 'two';
  lives = Infinity;
  await expect(predict(old)).rejects.toMatchObject({
    name: 'DownloadError',
    message: expect.stringMatching(/403.*\n.*sign the list anew/),
  });
  expect(asked).toHaveLength(before);
  await predict(list());
  expect(asked).toHaveLength(39);
  expect(new Set(asked).size).toBe(39);
  expect(table()).toHaveLength(40);
});

it('refuses a list that is none', async () => {
  const path = join(folder, 'list.txt');
  writeFileSync(path, 'photos/1.jpg\n');
  await expect(planRun(path, out(), 'v1', one)).rejects.toThrow(/a list of http\(s\) addresses/);
  writeFileSync(path, '# nothing\n');
  await expect(planRun(path, out(), 'v1', one)).rejects.toMatchObject({ name: 'EmptyDatasetError' });
});
