import { execFileSync } from 'node:child_process';
import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Header } from 'tar';
import { expect, it } from 'vitest';
import { openBytes, ShardError, type ShardRow, TarShard } from '../../../src/data/index.js';
import { keys, rowsOf, tarOf } from './tarOf.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-tar-'));
let files = 0;

async function shardOf(bytes: Uint8Array, options = {}): Promise<TarShard> {
  const path = join(folder, `${files++}.tar`);
  writeFileSync(path, bytes);
  return new TarShard(await openBytes(path), options);
}

/** All rows, and the error that ended them. */
async function readAll(shard: TarShard): Promise<{ rows: ShardRow[]; error: ShardError | undefined }> {
  const rows: ShardRow[] = [];
  try {
    for await (const row of shard.rows()) rows.push(row);
  } catch (error) {
    return { rows, error: error as ShardError };
  }
  return { rows, error: undefined };
}

const text = async (row: ShardRow): Promise<string> => Buffer.from(await row.photo()).toString();

it('gives rows with photo and class, however members are called and wherever they stand', async () => {
  const shard = await shardOf(
    tarOf([
      ['__meta__.json', '{}'],
      ['cats/0001.v2.json', '{"label": "cat", "of": 3}'],
      ['cats/0001.png', 'one'],
      ['./dogs/0001.CLS', '7\n'],
      ['./dogs/0001.jpg', 'two'],
      ['0002.txt', 'teddy bear'],
      ['0002.webp', 'three'],
      ['0003.json', '{"label": 4}'],
      ['0003.jpeg', 'four'],
    ]),
  );
  const { rows, error } = await readAll(shard);
  expect(error).toBeUndefined();
  expect(rows.map(({ key }) => key)).toEqual(['cats/0001', 'dogs/0001', '0002', '0003']);
  expect(await Promise.all(rows.map(text))).toEqual(['one', 'two', 'three', 'four']);
  expect(() => rows[0]?.label()).toThrow(ShardError);
  expect(rows.slice(1).map((row) => row.label())).toEqual([7, 'teddy bear', 4]);
});

it('reads the member that it is told to', async () => {
  const members: [string, string][] = [
    ['a.jpg', 'x'],
    ['a.cls', '1'],
    ['a.json', '{"kind": "cat"}'],
  ];
  for (const [label, found] of [
    ['cls', 1],
    ['json.kind', 'cat'],
  ] as const) {
    const { rows } = await readAll(await shardOf(tarOf(members), { label }));
    expect(rows[0]?.label()).toBe(found);
  }
  const { rows } = await readAll(await shardOf(tarOf(members), { label: 'txt' }));
  expect(() => rows[0]?.label()).toThrow(/has no class: it has no txt/);
});

it('begins at any row, and reads the photo of any row again', async () => {
  const names = keys(20);
  const shard = await shardOf(tarOf(rowsOf(names)));
  const { rows } = await readAll(shard);
  for (const [i, { next, place, key }] of rows.entries()) {
    const rest: string[] = [];
    for await (const row of shard.rows(next)) rest.push(row.key);
    expect(rest).toEqual(names.slice(i + 1));
    expect(Buffer.from(await shard.photo(place)).toString()).toBe(`photo ${key}`);
  }
});

it('gives all whole rows of a shard that is cut anywhere, and then says where it is cut', async () => {
  const names = keys(4);
  const whole = tarOf(rowsOf(names));
  const rowBytes = 4 * 512;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 512, max: whole.length - 1025 }), async (length) => {
      const { rows, error } = await readAll(await shardOf(whole.subarray(0, length)));
      // A row counts when the member after it is there: nobody knows before whether it has more of them.
      const expected = Math.min(names.length - 1, Math.max(0, Math.floor((length - 1024) / rowBytes)));
      expect(rows.map(({ key }) => key)).toEqual(names.slice(0, expected));
      expect(error).toBeInstanceOf(ShardError);
      expect(error).toMatchObject({ problem: 'cut', offset: length, rows: expected });
    }),
    { numRuns: 60 },
  );
});

it('says of other files what they are', async () => {
  const tar = tarOf(rowsOf(keys(3)));
  const cases: [Uint8Array, string, RegExp][] = [
    [new Uint8Array(0), 'notTar', /is empty/],
    [Buffer.alloc(5000, 'no tar '), 'notTar', /\.tar is no tar\.\n/],
    [gzipSync(tar), 'notTar', /gunzip/],
    [Buffer.concat([Buffer.from('PAR1'), Buffer.alloc(2000, 1)]), 'notTar', /fromParquet/],
  ];
  for (const [bytes, problem, message] of cases) {
    const { rows, error } = await readAll(await shardOf(bytes));
    expect(rows).toEqual([]);
    expect(error).toMatchObject({ name: 'ShardError', problem, rows: 0 });
    expect(error?.message).toMatch(message);
  }
});

it('stops at a damaged header, and names it', async () => {
  const bytes = tarOf(rowsOf(keys(3)));
  bytes[4 * 1024 + 10] = 0xff;
  const { rows, error } = await readAll(await shardOf(bytes));
  expect(rows.map(({ key }) => key)).toEqual(['0000']);
  expect(error).toMatchObject({ problem: 'damaged', offset: 4096, rows: 1 });
});

it('refuses rows without a photo, or with one larger than memory', async () => {
  const { rows } = await readAll(await shardOf(tarOf([['a.cls', '1']])));
  await expect(rows[0]?.photo()).rejects.toMatchObject({ name: 'ShardError', problem: 'row' });
  const path = join(folder, 'large.tar');
  // 300 MiB that take no place on the disk.
  const size = 300 * 2 ** 20;
  const header = Buffer.alloc(512);
  new Header({ path: 'a.jpg', size, type: 'File' }).encode(header);
  writeFileSync(path, header);
  truncateSync(path, 512 + size + 1024);
  const large = await readAll(new TarShard(await openBytes(path)));
  await expect(large.rows[0]?.photo()).rejects.toMatchObject({ problem: 'tooLarge' });
});

it('reads what Python’s tarfile writes, in all of its formats', async (context) => {
  const script = `
import io, sys, tarfile
for name, kind in (('ustar', tarfile.USTAR_FORMAT), ('gnu', tarfile.GNU_FORMAT), ('pax', tarfile.PAX_FORMAT)):
    with tarfile.open(f'{sys.argv[1]}/{name}.tar', 'w', format=kind) as tar:
        for i in range(30):
            stem = f'photos/{"long-" * (30 if name != "ustar" else 3)}{"ä" if name != "ustar" else "a"}-{i:04d}'
            folder = tarfile.TarInfo('photos'); folder.type = tarfile.DIRTYPE; tar.addfile(folder)
            for extension, data in (('jpg', bytes([i]) * (i * 100)), ('cls', str(i % 5).encode())):
                info = tarfile.TarInfo(f'{stem}.{extension}'); info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
`;
  try {
    execFileSync('python3', ['-c', script, folder]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') context.skip('there is no Python');
    throw error;
  }
  for (const name of ['ustar', 'gnu', 'pax']) {
    const { rows, error } = await readAll(new TarShard(await openBytes(join(folder, `${name}.tar`))));
    expect(error).toBeUndefined();
    expect(rows.map((row) => row.label())).toEqual(Array.from({ length: 30 }, (_, i) => i % 5));
    const photos = await Promise.all(rows.map((row) => row.photo()));
    expect(photos.map((photo) => photo.length)).toEqual(Array.from({ length: 30 }, (_, i) => i * 100));
    expect(photos.every((photo, i) => photo.every((byte) => byte === i))).toBe(true);
    if (name !== 'ustar') expect(rows[7]?.key).toBe(`photos/${'long-'.repeat(30)}ä-0007`);
  }
});
