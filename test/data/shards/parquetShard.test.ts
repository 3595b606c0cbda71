import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ColumnSource, parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it } from 'vitest';
import { openBytes, openParquet, type ShardRow } from '../../../src/data/index.js';

const folder = mkdtempSync(join(tmpdir(), 'tsvision-parquet-'));
let files = 0;
const photos = Array.from({ length: 25 }, (_, i) =>
  Uint8Array.from({ length: 50 + i }, (_, at) => (i * at) % 256),
);

async function shardOf(columnData: ColumnSource[], options = {}, bytes?: (all: Buffer) => Uint8Array) {
  const path = join(folder, `${files++}.parquet`);
  const all = Buffer.from(parquetWriteBuffer({ columnData, rowGroupSize: 10 }));
  writeFileSync(path, bytes ? bytes(all) : all);
  return openParquet(await openBytes(path), options);
}

const plain = (): ColumnSource[] => [
  { name: 'image', data: photos, type: 'BYTE_ARRAY' },
  { name: 'label', data: photos.map((_, i) => BigInt(i % 3)), type: 'INT64' },
  { name: 'name', data: photos.map((_, i) => `p${i}`), type: 'STRING' },
];

async function rowsOf(
  shard: { rows: (from?: { at: number; row: number }) => AsyncIterable<ShardRow> },
  at = 0,
) {
  const rows: ShardRow[] = [];
  for await (const row of shard.rows({ at, row: at })) rows.push(row);
  return rows;
}

it('gives rows over all groups, from any row on, and any photo again', async () => {
  const shard = await shardOf(plain());
  const rows = await rowsOf(shard);
  expect(rows.map((row) => row.label())).toEqual(photos.map((_, i) => i % 3));
  for (const [i, row] of rows.entries()) {
    expect(await row.photo()).toEqual(photos[i]);
    expect(row.key).toBe(
      createHash('sha256')
        .update(photos[i] as Uint8Array)
        .digest('base64url'),
    );
    expect(await shard.photo(row.place)).toEqual(photos[i]);
  }
  for (const start of [1, 9, 10, 24, 25])
    expect((await rowsOf(shard, start)).map(({ name }) => name.split('#')[1])).toEqual(
      photos.map((_, i) => String(i)).slice(start),
    );
});

it('takes keys from a column, and columns by other names', async () => {
  const [image, label, name] = plain() as [ColumnSource, ColumnSource, ColumnSource];
  const shard = await shardOf([{ ...image, name: 'pic' }, { ...label, name: 'y' }, name], {
    photo: 'pic',
    label: 'name',
    key: 'name',
  });
  const rows = await rowsOf(shard);
  expect(rows.map(({ key }) => key)).toEqual(photos.map((_, i) => `p${i}`));
  expect(rows.map((row) => row.label())).toEqual(photos.map((_, i) => `p${i}`));
});

it('names wrong columns, missing labels and photos, cut files and other files', async () => {
  await expect(shardOf(plain(), { photo: 'img' })).rejects.toMatchObject({
    name: 'ShardError',
    problem: 'columns',
    message: expect.stringMatching(/has no column img, but image, label, name/),
  });
  await expect(shardOf(plain(), { photo: 'label' })).rejects.toMatchObject({ problem: 'columns' });
  await expect(shardOf(plain(), { key: 'id' })).rejects.toMatchObject({ problem: 'columns' });
  const [unlabelled] = await rowsOf(await shardOf(plain(), { label: 'kind' }));
  expect(() => unlabelled?.label()).toThrow(/has no class: its kind is empty/);
  const [empty] = await rowsOf(
    await shardOf([{ name: 'image', data: [new Uint8Array(0)], type: 'BYTE_ARRAY' }]),
  );
  await expect(empty?.photo()).rejects.toMatchObject({ problem: 'row' });
  await expect(shardOf(plain(), {}, (all) => all.subarray(0, all.length / 2))).rejects.toMatchObject({
    problem: 'cut',
    rows: 0,
  });
  await expect(shardOf(plain(), {}, () => Buffer.from('no parquet at all'))).rejects.toMatchObject({
    problem: 'notParquet',
  });
});

it('says where a group of rows is damaged', async () => {
  const shard = await shardOf(plain(), {}, (all) => {
    const copy = Buffer.from(all);
    // Headers of pages in the second half.
    copy.fill(0xff, Math.floor(copy.length * 0.5), Math.floor(copy.length * 0.6));
    return copy;
  });
  const rows: ShardRow[] = [];
  const read = (async () => {
    for await (const row of shard.rows()) rows.push(row);
  })();
  const error = await read.catch((failure: unknown) => failure);
  expect(rows.length).toBeGreaterThan(0);
  expect(error).toMatchObject({ name: 'ShardError', problem: 'damaged', rows: rows.length });
});
