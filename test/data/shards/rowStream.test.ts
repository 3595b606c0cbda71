import { mkdtempSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import {
  expandBraces,
  type RowStreamOptions,
  ShardError,
  ShardSet,
  type StreamState,
  shardFiles,
  streamRows,
} from '../../../src/data/index.js';
import { scaled } from '../../scaled.js';
import { keys, rowsOf, tarOf } from './tarOf.js';

/** Shards of so many rows each, `s0-0000` and so on. */
function shardsOf(...counts: readonly number[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tsvision-rows-'));
  return counts.map((count, i) => {
    const path = join(folder, `${i}.tar`);
    writeFileSync(path, tarOf(rowsOf(keys(count, `s${i}-`))));
    return path;
  });
}

const setOf = (files: readonly string[]): ShardSet => new ShardSet(files, { format: 'tar' });

async function given(files: readonly string[], options: RowStreamOptions = {}, most = Infinity) {
  const rows: string[] = [];
  let state: StreamState | undefined;
  for await (const streamed of streamRows(setOf(files), options)) {
    rows.push(streamed.row.key);
    expect(Buffer.from(streamed.photo).toString()).toBe(`photo ${streamed.row.key}`);
    expect(streamed.row.key).toMatch(new RegExp(`^s${streamed.file}-`));
    state = streamed.state;
    if (rows.length >= most) break;
  }
  return { rows, state };
}

const counts = [7, 0, 12, 1, 20];
const all = counts.flatMap((count, i) => keys(count, `s${i}-`));

it('gives every row once, in order or shuffled, alike for a seed and anew each epoch', async () => {
  const files = shardsOf(...counts);
  expect((await given(files)).rows).toEqual(all);
  const [first, again, next, other] = await Promise.all([
    given(files, { shuffle: 8 }),
    given(files, { shuffle: 8 }),
    given(files, { shuffle: 8, epoch: 1 }),
    given(files, { shuffle: 8, seed: 1 }),
  ]);
  expect(first.rows).toEqual(again.rows);
  for (const { rows } of [first, next, other]) expect([...rows].sort()).toEqual(all);
  expect(new Set([all, first.rows, next.rows, other.rows].map(String)).size).toBe(4);
});

it('goes on at exactly the next row, wherever it was stopped, also in the middle of a shuffled buffer', async () => {
  const files = shardsOf(...counts);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: all.length }),
      fc.constantFrom(0, 1, 5, 16, 100),
      fc.constantFrom(10, 60, 10_000),
      async (stop, shuffle, bufferBytes) => {
        const options = { shuffle, bufferBytes, epoch: 3, wanted: (key: string) => !key.endsWith('3') };
        const whole = (await given(files, options)).rows;
        const { rows, state } = await given(files, options, stop);
        const saved = JSON.parse(JSON.stringify(state)) as StreamState;
        const rest = await given(files, { ...options, state: saved });
        expect([...rows, ...rest.rows]).toEqual(whole);
      },
    ),
    { numRuns: scaled(300, 30) },
  );
});

it('refuses a place that was saved of another stream', async () => {
  const files = shardsOf(5, 5);
  const { state } = await given(files, { shuffle: 4 }, 3);
  for (const options of [
    { shuffle: 5 },
    { shuffle: 4, seed: 1 },
    { shuffle: 4, epoch: 1 },
    { shuffle: 4, wantedName: 'x' },
  ])
    await expect(given(files, { ...options, state })).rejects.toThrow(/saved place does not fit/);
  await expect(given(files.slice(1), { shuffle: 4, state })).rejects.toMatchObject({
    name: 'StreamStateError',
  });
});

it('numbers wanted rows by their shard, whatever the order', async () => {
  const files = shardsOf(6, 9);
  const wanted = (key: string): boolean => Number(key.slice(-1)) % 2 === 1;
  for (const shuffle of [0, 4])
    for await (const { row, file, wanted: number } of streamRows(setOf(files), { shuffle, wanted }))
      expect(row.key).toBe(`s${file}-000${2 * number + 1}`);
});

it('a cut shard is an error after its whole rows, or is passed over and told of', async () => {
  const files = shardsOf(10, 10, 10);
  truncateSync(files[1] as string, 2048 * 6 + 100);
  const rows: string[] = [];
  const failed = (async () => {
    for await (const { row } of streamRows(setOf(files))) rows.push(row.key);
  })();
  await expect(failed).rejects.toMatchObject({
    name: 'ShardError',
    problem: 'cut',
    rows: 5,
    offset: 2048 * 6 + 100,
  });
  expect(rows).toEqual([...keys(10, 's0-'), ...keys(5, 's1-')]);
  const told: ShardError[] = [];
  const skipped = await given(files, { onBroken: 'skip', onSkip: (error) => told.push(error) });
  expect(skipped.rows).toEqual([...keys(10, 's0-'), ...keys(5, 's1-'), ...keys(10, 's2-')]);
  expect(told).toMatchObject([{ problem: 'cut', shard: files[1] }]);
  expect(told[0]).toBeInstanceOf(ShardError);
});

it('a file that is missing is never passed over', async () => {
  const files = [...shardsOf(2), '/nowhere/1.tar'];
  await expect(given(files, { onBroken: 'skip' })).rejects.toMatchObject({ name: 'PathNotFoundError' });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const rows: string[] = [];
  const run = (async () => {
    for await (const { row } of streamRows(setOf(shardsOf(50)), { signal: stop.signal })) {
      rows.push(row.key);
      if (rows.length === 3) stop.abort(new Error('enough'));
    }
  })();
  await expect(run).rejects.toThrow('enough');
  expect(rows).toHaveLength(3);
});

it('knows files by braces, lists and folders', async () => {
  expect(expandBraces('train-{08..10}.tar')).toEqual(['train-08.tar', 'train-09.tar', 'train-10.tar']);
  expect(expandBraces('{a,b}/{0..1}.tar')).toEqual(['a/0.tar', 'a/1.tar', 'b/0.tar', 'b/1.tar']);
  expect(() => expandBraces('{9..1}.tar')).toThrow(/range/);
  const files = shardsOf(1, 1);
  const folder = join(files[0] as string, '..');
  writeFileSync(join(folder, 'notes.txt'), '');
  expect(await shardFiles(folder, '.tar')).toEqual(files);
  await expect(shardFiles(folder, '.parquet')).rejects.toMatchObject({ name: 'EmptyDatasetError' });
  expect(await shardFiles(['https://bucket/{0..1}.tar?sign=x'], '.tar')).toHaveLength(2);
});
