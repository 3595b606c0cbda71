import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { openBytes, openParquet, type ShardRow, TarShard } from '../../../src/data/index.js';

/** A Python with webdataset and pyarrow: `pip install webdataset pyarrow` into any. */
const python =
  process.env.TSVISION_SHARDS_PYTHON ?? resolve(import.meta.dirname, '../../../.venv/bin/python');
const missing = (module: string): boolean => spawnSync(python, ['-c', `import ${module}`]).status !== 0;
const folder = mkdtempSync(join(tmpdir(), 'tsvision-oracles-'));

async function readAll(rows: AsyncIterable<ShardRow>) {
  const found: [key: string, label: string | number, photo: number[]][] = [];
  for await (const row of rows) found.push([row.key, row.label(), [...(await row.photo())]]);
  return found;
}

it('reads what webdataset’s ShardWriter writes', async ({ skip }) => {
  skip(missing('webdataset'), 'no Python with webdataset: TSVISION_SHARDS_PYTHON names none');
  const script = `
import sys, webdataset as wds
with wds.ShardWriter(sys.argv[1] + '/%04d.tar', maxcount=7, verbose=0) as sink:
    for i in range(20):
        sink.write({'__key__': f'a/{i:05d}', 'jpg': bytes([i] * (i + 1)), 'cls': i % 4, 'json': {'label': 'other'}})
`;
  execFileSync(python, ['-c', script, folder]);
  const rows = [];
  for (const name of ['0000.tar', '0001.tar', '0002.tar'])
    rows.push(...(await readAll(new TarShard(await openBytes(join(folder, name))).rows())));
  expect(rows).toEqual(
    Array.from({ length: 20 }, (_, i) => [
      `a/${String(i).padStart(5, '0')}`,
      i % 4,
      new Array(i + 1).fill(i),
    ]),
  );
});

it('reads what pyarrow writes as Hugging Face does, with every compression but lz4', async ({ skip }) => {
  skip(missing('pyarrow'), 'no Python with pyarrow: TSVISION_SHARDS_PYTHON names none');
  const script = `
import json, sys, pyarrow as pa, pyarrow.parquet as pq
image = pa.struct([('bytes', pa.binary()), ('path', pa.string())])
told = json.dumps({'info': {'features': {'label': {'names': ['a', 'b', 'c'], '_type': 'ClassLabel'}}}})
schema = pa.schema([('image', image), ('label', pa.int64()), ('id', pa.string())], metadata={'huggingface': told})
rows = [{'image': {'bytes': bytes([i % 256] * (i * 3 + 1)), 'path': None}, 'label': i % 3, 'id': f'r{i}'} for i in range(50)]
for codec in ('none', 'snappy', 'gzip', 'brotli', 'zstd'):
    for version in ('1.0', '2.0'):
        pq.write_table(pa.Table.from_pylist(rows, schema), f'{sys.argv[1]}/{codec}-{version}.parquet', compression=codec, row_group_size=20, data_page_version=version)
`;
  execFileSync(python, ['-c', script, folder]);
  const expected = Array.from({ length: 50 }, (_, i) => [`r${i}`, i % 3, new Array(i * 3 + 1).fill(i)]);
  for (const codec of ['none', 'snappy', 'gzip', 'brotli', 'zstd'])
    for (const version of ['1.0', '2.0']) {
      const path = join(folder, `${codec}-${version}.parquet`);
      const shard = await openParquet(await openBytes(path), { key: 'id' });
      expect(shard.classes).toEqual(['a', 'b', 'c']);
      expect(await readAll(shard.rows()), `${codec} ${version}`).toEqual(expected);
    }
});
