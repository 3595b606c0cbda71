import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { create, Header } from 'tar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { resumableDownload, unpackArchive, untarData } from '../../../src/data/index.js';
import { zipOf } from './zipOf.js';

let server: Server;
let base: string;
let folder: string;
let handler: (request: IncomingMessage, response: ServerResponse) => void = () => undefined;
const ranges: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    ranges.push(request.headers.range);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  ranges.length = 0;
  folder = await mkdtemp(join(tmpdir(), 'tsvision-archive-'));
});

const content = Buffer.from(Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> 24));
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Serves `bytes` with ranges, cutting the connection after `cut()` bytes of each answer. */
function serve(
  bytes: () => Buffer,
  cut: () => number = () => Number.POSITIVE_INFINITY,
  etag = () => '"one"',
) {
  handler = (request, response) => {
    const whole = bytes();
    const valid = request.headers['if-range'] === undefined || request.headers['if-range'] === etag();
    const from = valid ? Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0) : 0;
    const rest = whole.subarray(from);
    const headers = {
      etag: etag(),
      'content-length': rest.length,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${whole.length - 1}/${whole.length}` } : {}),
    };
    response.writeHead(from > 0 ? 206 : 200, headers);
    const limit = cut();
    if (limit >= rest.length) response.end(rest);
    else response.write(rest.subarray(0, limit), () => setTimeout(() => response.destroy(), 2));
  };
}

describe('resumableDownload', () => {
  it('goes on after each cut, and ends with the right content', async () => {
    const random = new Random(5);
    for (let round = 0; round < 5; round++) {
      serve(
        () => content,
        () => random.int(20_000, 150_000),
      );
      const path = join(folder, `${round}.bin`);
      await resumableDownload(`${base}/a.bin`, path, {
        checksum: { algorithm: 'sha256', hex: sha256(content) },
        size: content.length,
      });
      expect((await readFile(path)).equals(content)).toBe(true);
    }
    expect(ranges.filter(Boolean).length).toBeGreaterThan(5);
    expect((await readdir(folder)).filter((name) => name.includes('incomplete'))).toEqual([]);
  });

  it('goes on in a second call after an abort', async () => {
    const path = join(folder, 'a.bin');
    handler = (_request, response) => {
      response.writeHead(200, { etag: '"one"', 'content-length': content.length });
      response.write(content.subarray(0, 100_000));
    };
    const controller = new AbortController();
    const stopped = expect(
      resumableDownload(`${base}/a.bin`, path, { signal: controller.signal }),
    ).rejects.toThrow();
    await expect.poll(() => statSync(`${path}.incomplete`, { throwIfNoEntry: false })?.size ?? 0).not.toBe(0);
    controller.abort();
    await stopped;
    expect(existsSync(path)).toBe(false);
    serve(() => content);
    await resumableDownload(`${base}/a.bin`, path);
    expect(ranges.at(-1)).toMatch(/^bytes=[1-9]\d*-$/);
    expect((await readFile(path)).equals(content)).toBe(true);
  });

  it('starts anew when the server has another version', async () => {
    let version = 1;
    const other = Buffer.from(content.map((byte) => byte ^ 255));
    serve(
      () => (version === 1 ? content : other),
      () => (version === 1 ? 50_000 : 1e9),
      () => `"${version}"`,
    );
    const path = join(folder, 'a.bin');
    await expect(resumableDownload(`${base}/a.bin`, path, { retries: 0, timeout: 1 })).rejects.toThrow(
      /cannot be downloaded/,
    );
    version = 2;
    await resumableDownload(`${base}/a.bin`, path);
    expect((await readFile(path)).equals(other)).toBe(true);
  });

  it('never publishes a file with a wrong checksum or size', async () => {
    serve(() => content);
    const path = join(folder, 'a.bin');
    const wrong = { algorithm: 'sha256', hex: '0'.repeat(64) } as const;
    await expect(resumableDownload(`${base}/a.bin`, path, { checksum: wrong })).rejects.toThrow(
      /The SHA-256 of .*a\.bin is/,
    );
    await expect(resumableDownload(`${base}/a.bin`, path, { size: 5 })).rejects.toThrow(
      /size .* is 300000, not 5/,
    );
    expect(await readdir(folder)).toEqual([]);
    const head = {
      algorithm: 'md5',
      hex: createHash('md5').update(content.subarray(0, 1000)).digest('hex'),
      bytes: 1000,
    } as const;
    await resumableDownload(`${base}/a.bin`, path, { checksum: head });
    expect(existsSync(path)).toBe(true);
  });

  it('tells at once of an address that is gone', async () => {
    handler = (_request, response) => response.writeHead(404).end();
    await expect(resumableDownload(`${base}/a.bin`, join(folder, 'a'))).rejects.toThrow(/answered 404/);
    expect(ranges).toHaveLength(1);
  });
});

describe('untarData', () => {
  async function archive(): Promise<Buffer> {
    const source = join(folder, 'source');
    await mkdir(join(source, 'pets', 'cats'), { recursive: true });
    await writeFile(join(source, 'pets', 'cats', '1.jpg'), 'one');
    await symlink('/etc/passwd', join(source, 'pets', 'link'));
    await create({ file: join(folder, 'made.tgz'), gzip: true, cwd: source }, ['pets']);
    return readFile(join(folder, 'made.tgz'));
  }

  it('downloads once, unpacks without links, and is done the second time', async () => {
    const bytes = await archive();
    serve(() => bytes);
    const dest = join(folder, 'data');
    const path = await untarData(`${base}/x/pets.tgz`, { dest });
    expect(path).toBe(join(dest, 'pets'));
    expect(await readdir(path)).toEqual(['cats']);
    expect(await readFile(join(path, 'cats', '1.jpg'), 'utf8')).toBe('one');
    await untarData(`${base}/x/pets.tgz`, { dest });
    expect(ranges).toHaveLength(1);
    expect((await readdir(dest)).sort()).toEqual(['pets', 'pets.tgz']);
  });

  it('is done once when two ask at the same time', async () => {
    const bytes = await archive();
    serve(() => bytes);
    const dest = join(folder, 'data');
    const paths = await Promise.all([1, 2, 3].map(() => untarData(`${base}/x/pets.tgz`, { dest })));
    expect(new Set(paths).size).toBe(1);
    expect(ranges).toHaveLength(1);
  });
});

/** A tar of one file under any name. */
function tarOf(path: string, type: 'File' | 'SymbolicLink' | 'Link' = 'File', linkpath = ''): Buffer {
  const body = Buffer.alloc(512);
  body.write('evil');
  const header = new Header({ path, mode: 0o644, size: type === 'File' ? 4 : 0, type, linkpath });
  const block = Buffer.alloc(512);
  header.encode(block, 0);
  return Buffer.concat([block, ...(type === 'File' ? [body] : []), Buffer.alloc(1024)]);
}

describe('unpackArchive', () => {
  const everything = async () => (await readdir(folder, { recursive: true })).sort();

  async function unpack(name: string, bytes: Buffer, limits = {}) {
    await mkdir(join(folder, 'in'), { recursive: true });
    await mkdir(join(folder, 'out'), { recursive: true });
    await writeFile(join(folder, 'in', name), bytes);
    return unpackArchive(join(folder, 'in', name), join(folder, 'out', 'set'), limits);
  }

  it.each([
    '../evil',
    'a/../../evil',
    '/tmp/tsvision-evil',
    'C:\\evil',
    'C:/evil',
    '..\\evil',
    'a\\..\\evil',
    '../set-evil/x',
  ])('refuses an entry named %s, and keeps nothing', async (name) => {
    await expect(unpack('x.tar', tarOf(name))).rejects.toThrow(/leads out of the folder/);
    expect(await everything()).toEqual(['in', 'in/x.tar', 'out']);
    await expect(
      unpack(
        'x.zip',
        zipOf([
          ['good.txt', 'x'],
          [name, 'evil'],
        ]),
      ),
    ).rejects.toThrow(/cannot be unpacked/);
    expect(await everything()).toEqual(['in', 'in/x.tar', 'in/x.zip', 'out']);
    expect(existsSync('/tmp/tsvision-evil')).toBe(false);
  });

  it('leaves links out', async () => {
    await unpack(
      'x.tar',
      Buffer.concat([
        tarOf('link', 'SymbolicLink', '/etc').subarray(0, 512),
        tarOf('hard', 'Link', '/etc/passwd').subarray(0, 512),
        tarOf('good'),
      ]),
    );
    expect(await readdir(join(folder, 'out', 'set'))).toEqual(['good']);
    await expect(
      unpack(
        'y.tar',
        Buffer.concat([tarOf('link', 'SymbolicLink', '..').subarray(0, 512), tarOf('link/../../evil')]),
      ),
    ).rejects.toThrow(/leads out/);
  });

  it('unpacks a zip, whose single folder becomes the set, without its links', async () => {
    await unpack(
      'x.zip',
      zipOf([
        ['pets/', ''],
        ['pets/a/1.txt', 'one'],
        ['pets/link', '/etc/passwd', 0o120777],
      ]),
    );
    expect((await readdir(join(folder, 'out', 'set'), { recursive: true })).sort()).toEqual(['a', 'a/1.txt']);
  });

  it("takes a Mac's zip for what is in it (untarData of a Mac's zip)", async () => {
    const archive = join(folder, 'bears.zip');
    const entries = [
      ['bears/black/a.jpg', 'photo'],
      ['__MACOSX/bears/black/._a.jpg', 'resource fork'],
      ['__MACOSX/._bears', 'resource fork'],
      ['bears/.DS_Store', 'icons'],
      ['bears/black/._a.jpg', 'resource fork'],
      ['.DS_Store', 'icons'],
    ] as const;
    await writeFile(archive, zipOf(entries));
    await unpackArchive(archive, join(folder, 'set'));
    expect(await readdir(join(folder, 'set'), { recursive: true })).toEqual(['black', 'black/a.jpg']);
  });

  it("takes a Mac's tar for what is in it", async () => {
    const source = join(folder, 'source');
    await mkdir(join(source, 'bears'), { recursive: true });
    for (const name of ['bears/a.jpg', 'bears/._a.jpg', '._bears', 'bears/.DS_Store'])
      await writeFile(join(source, name), name);
    const archive = join(folder, 'bears.tgz');
    await create({ cwd: source, file: archive, gzip: true }, ['._bears', 'bears']);
    await unpackArchive(archive, join(folder, 'set'));
    expect(await readdir(join(folder, 'set'))).toEqual(['a.jpg']);
  });

  it('stops at too many bytes, too many entries and names that occur twice', async () => {
    const bomb = gzipSync(Buffer.concat([bigEntry(50_000_000), Buffer.alloc(1024)]));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(unpack('x.tgz', bomb, { maxBytes: 1_000_000 })).rejects.toThrow(/more than 1000000 bytes/);
    const many = zipOf(Array.from({ length: 11 }, (_, i) => [`${i}`, ''] as const));
    await expect(unpack('x.zip', many, { maxEntries: 10 })).rejects.toThrow(/more than 10 entries/);
    await expect(
      unpack(
        'y.zip',
        zipOf([
          ['a', '1'],
          ['a', '2'],
        ]),
      ),
    ).rejects.toThrow(/EEXIST/);
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });

  it('tells of a broken archive', async () => {
    await expect(unpack('x.tgz', Buffer.from('hello'))).rejects.toThrow(
      /The archive .*x\.tgz cannot be unpacked/,
    );
    await expect(unpack('x.zip', Buffer.from('hello'))).rejects.toThrow(
      /The archive .*x\.zip cannot be unpacked/,
    );
    expect(await readdir(join(folder, 'out'))).toEqual([]);
  });
});

function bigEntry(size: number): Buffer {
  const block = Buffer.alloc(512);
  new Header({ path: 'big', mode: 0o644, size, type: 'File' }).encode(block, 0);
  return Buffer.concat([block, Buffer.alloc(Math.ceil(size / 512) * 512)]);
}
