import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { downloadImages, parseUrlList } from '../../../src/data/index.js';
import { servePhotos } from '../../../src/lessons/index.js';

let server: Server;
let base: string;
let requests: string[] = [];
let folder: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? '';
    requests.push(url);
    const tries = requests.filter((seen) => seen === url).length;
    if (url.startsWith('/missing')) response.writeHead(404).end('no');
    else if (url.startsWith('/flaky') && tries < 3) response.writeHead(503).end();
    else if (url.startsWith('/silent')) return;
    else if (url.startsWith('/cut')) {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('half');
      setTimeout(() => response.destroy(), 10);
    } else response.writeHead(200).end(`content of ${url}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** Names of all that a person sees there. */
const photosIn = async (path: string): Promise<string[]> =>
  (await readdir(path)).filter((name) => !name.startsWith('.'));

const textOf = (...path: string[]): Promise<string> => readFile(join(...path), 'utf8');

beforeEach(async () => {
  requests = [];
  folder = await mkdtemp(join(tmpdir(), 'tsvision-download-'));
});

describe('downloadImages', () => {
  it('names files by their place and extension, and reports what fails', async () => {
    const list = join(folder, 'urls.txt');
    const lines = [
      '# bears',
      '',
      `${base}/a.PNG?x=1.gif`,
      `${base}/missing.jpg`,
      '   ',
      `${base}/images?q=tbn:9`,
      'ftp://x/y.jpg',
    ];
    await writeFile(list, lines.join('\r\n'));
    const report = await downloadImages(list, join(folder, 'out'));
    expect(await photosIn(join(folder, 'out'))).toEqual(['00000000.png', '00000002.jpg']);
    expect(await readFile(join(folder, 'out', '00000000.png'), 'utf8')).toBe('content of /a.PNG?x=1.gif');
    expect(report.saved).toHaveLength(2);
    expect(report.failed).toEqual([
      { url: `${base}/missing.jpg`, reason: 'the server answered 404 Not Found' },
      { url: 'ftp://x/y.jpg', reason: 'ftp: is not http or https' },
    ]);
    expect(requests.filter((url) => url === '/missing.jpg')).toHaveLength(1);
    expect(String(report)).toContain('2 failed');
  });

  it('tries again after 5xx, and gives up on silence and on an answer that breaks off', async () => {
    const urls = [`${base}/flaky.jpg`, `${base}/silent.jpg`, `${base}/cut.jpg`];
    const report = await downloadImages(urls, folder, { timeout: 0.2, retries: 3 });
    expect(report.saved).toEqual([join(folder, '00000000.jpg')]);
    expect(report.failed.map(({ url }) => url)).toEqual(urls.slice(1));
    expect(report.failed[0]?.reason).toBe('no answer within 0.2 s');
    expect(await photosIn(folder)).toEqual(['00000000.jpg']);
    expect(requests.filter((url) => url === '/silent.jpg')).toHaveLength(3);
  });

  it('fetches only what is missing in a second run', async () => {
    const urls = [0, 1, 2, 3].map((i) => `${base}/${i}.jpg`);
    await downloadImages(urls, folder, { maxPics: 2 });
    requests = [];
    const report = await downloadImages(urls, folder);
    expect(requests.sort()).toEqual(['/2.jpg', '/3.jpg']);
    expect(report.kept).toEqual([join(folder, '00000000.jpg'), join(folder, '00000001.jpg')]);
  });

  it('stops at an abort and keeps only whole files', async () => {
    const controller = new AbortController();
    const urls = [`${base}/a.jpg`, `${base}/silent.jpg`];
    const stopped = expect(
      downloadImages(urls, folder, { timeout: 60_000, signal: controller.signal }),
    ).rejects.toThrow(/abort/i);
    await expect.poll(() => existsSync(join(folder, '00000000.jpg'))).toBe(true);
    controller.abort();
    await stopped;
    expect(existsSync(join(folder, '00000000.jpg'))).toBe(true);
    expect(await photosIn(folder)).toHaveLength(1);
  });

  it('keeps two lists in one folder apart (flickr-download#32)', async () => {
    const list = (of: string): string[] => [0, 1, 2, 3, 4].map((i) => `${base}/${of}/${i}.jpg`);
    await downloadImages(list('black'), folder);
    const report = await downloadImages(list('grizzly'), folder);
    expect(report.saved).toHaveLength(5);
    expect(report.kept).toEqual([]);
    expect(await photosIn(folder)).toHaveLength(10);
    const contents = await Promise.all((await photosIn(folder)).map((name) => textOf(folder, name)));
    expect(new Set(contents)).toEqual(
      new Set([...list('black'), ...list('grizzly')].map((url) => `content of ${url.slice(base.length)}`)),
    );
    requests = [];
    await downloadImages([...list('grizzly'), ...list('black')], folder);
    expect(requests).toEqual([]);
  });

  it('shifts nothing when lines were deleted, also of what had failed (flickr-download#32)', async () => {
    const urls = ['a', 'missing', 'b', 'c'].map((name) => `${base}/${name}.jpg`);
    await downloadImages(urls, folder);
    requests = [];
    const report = await downloadImages([urls[3] as string, `${base}/d.jpg`, urls[2] as string], folder);
    expect(requests).toEqual(['/d.jpg']);
    expect(report.kept).toEqual([join(folder, '00000003.jpg'), join(folder, '00000002.jpg')]);
    expect(report.saved).toEqual([join(folder, '00000004.jpg')]);
    expect(await textOf(folder, '00000004.jpg')).toBe('content of /d.jpg');
  });

  it('never takes a file of unknown origin for an address, nor writes over it', async () => {
    await writeFile(join(folder, '00000000.jpg'), 'mine');
    await downloadImages([`${base}/a.jpg`], folder);
    expect(await textOf(folder, '00000000.jpg')).toBe('mine');
    expect(await textOf(folder, '00000001.jpg')).toBe('content of /a.jpg');
  });

  it('fetches an address that stands twice once, and two lists at once one after the other', async () => {
    const lists = [
      [`${base}/a.jpg`, `${base}/a.jpg`, `${base}/b.jpg`],
      [`${base}/b.jpg`, `${base}/e.jpg`],
    ];
    await Promise.all(lists.map((urls) => downloadImages(urls, folder)));
    expect(requests.sort()).toEqual(['/a.jpg', '/b.jpg', '/e.jpg']);
    expect(await photosIn(folder)).toHaveLength(3);
  });

  it('knows the photos of servePhotos again at another port', async () => {
    const source = await mkdtemp(join(tmpdir(), 'tsvision-source-'));
    await mkdir(join(source, 'bear'));
    for (const i of [0, 1])
      await writeFile(join(source, 'bear', `${i}.jpg`), Buffer.from([0xff, 0xd8, 0xff, i]));
    for (const saved of [2, 0]) {
      await using site = await servePhotos(source, { deadLinks: 0 });
      const report = await downloadImages(site.urlFiles.bear as string, folder);
      expect(report.saved).toHaveLength(saved);
    }
  });

  it('throws the first failure when it works one by one', async () => {
    await expect(downloadImages([`${base}/missing.jpg`], folder, { maxWorkers: 0 })).rejects.toThrow(/404/);
  });

  it('names a missing list', async () => {
    await expect(downloadImages(join(folder, 'none.txt'), folder)).rejects.toThrow(/none\.txt/);
  });
});

describe('parseUrlList', () => {
  it('skips blank lines, comments and a byte-order mark, and takes off quotes', () => {
    expect(parseUrlList('\uFEFFhttp://a/1\n\n# no\r\n "http://b/2",\n\t\nhttp://c/3')).toEqual([
      'http://a/1',
      'http://b/2',
      'http://c/3',
    ]);
  });
});
