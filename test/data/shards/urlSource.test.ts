import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openBytes, ShardSet, streamRows } from '../../../src/data/index.js';
import { keys, rowsOf, tarOf } from './tarOf.js';

const names = keys(40);
const tar = tarOf(rowsOf(names, (key) => `photo ${key}`.repeat(300)));
let server: Server;
let base: string;
let ranges: string[] = [];
let breaks = 0;

/** A bucket: parts by `Range`, GET alone, only with the right signature; it can be told to break off. */
function answer({ url = '', method, headers }: IncomingMessage, response: ServerResponse): void {
  const { pathname, searchParams } = new URL(url, 'http://bucket');
  ranges.push(headers.range ?? '');
  if (method !== 'GET' || searchParams.get('signature') !== 'secret') {
    response.writeHead(403).end();
    return;
  }
  if (pathname === '/whole.tar') {
    response.writeHead(200, { 'content-length': tar.length }).end(tar);
    return;
  }
  const [, from, to] = (/bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? []).map(Number) as [
    number,
    number,
    number,
  ];
  const end = Math.min(to, tar.length - 1);
  const etag = pathname === '/changing.tar' ? `"${ranges.length}"` : '"1"';
  response.writeHead(206, {
    'content-range': `bytes ${from}-${end}/${tar.length}`,
    'content-length': end - from + 1,
    etag,
  });
  if (breaks > 0 && from < end) {
    breaks--;
    response.write(tar.subarray(from, from + 1000), () => response.destroy());
    return;
  }
  response.end(tar.subarray(from, end + 1));
}

beforeAll(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  [ranges, breaks] = [[], 0];
});

it('reads any part of a presigned address, whose signature no name has', async () => {
  const source = await openBytes(`${base}/a%20b.tar?signature=secret`);
  expect(source).toMatchObject({ size: tar.length, name: `${base}/a b.tar` });
  expect(await source.read(700, 5000)).toEqual(tar.subarray(700, 5700));
  expect(ranges).toEqual(['bytes=0-0', 'bytes=700-5699']);
});

it('goes on at the byte where a connection broke', async () => {
  const source = await openBytes(`${base}/a.tar?signature=secret`);
  breaks = 3;
  expect(await source.read(0, 20_000)).toEqual(tar.subarray(0, 20_000));
  const asked = ranges.slice(1).map((range) => Number(/=(\d+)/.exec(range)?.[1]));
  expect(asked).toEqual([0, 1000, 2000, 3000]);
});

it('streams a shard of a bucket that breaks off again and again, and loses no row', async () => {
  breaks = 10;
  const shards = new ShardSet([`${base}/a.tar?signature=secret`], { format: 'tar' });
  const seen: string[] = [];
  for await (const { row, photo } of streamRows(shards)) {
    expect(Buffer.from(photo).toString()).toBe(`photo ${row.key}`.repeat(300));
    seen.push(row.key);
  }
  expect(seen).toEqual(names);
  expect(breaks).toBe(0);
});

it('says why a file cannot be had, without its signature', async () => {
  const refused = openBytes(`${base}/a.tar?signature=old`);
  await expect(refused).rejects.toMatchObject({
    name: 'DownloadError',
    reason: 'the server answered 403 Forbidden',
  });
  await expect(refused).rejects.toThrow(/sign the list anew/);
  await expect(refused).rejects.not.toThrow(/old/);
  await expect(openBytes(`${base}/whole.tar?signature=secret`)).rejects.toThrow(/gives no parts of files/);
  const changing = await openBytes(`${base}/changing.tar?signature=secret`);
  await expect(changing.read(0, 10)).rejects.toThrow(/replaced by another version/);
});

it('gives up a server that only ever breaks off', async () => {
  const source = await openBytes('http://127.0.0.1:1/a.tar', { retries: 2 }).catch((error: unknown) => error);
  expect(source).toMatchObject({ name: 'DownloadError', url: 'http://127.0.0.1:1/a.tar' });
});
