import { randomUUID } from 'node:crypto';
import { open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { JsonLines, parseJsonLines } from '../../core/index.js';
import { type PredictionRow, predictionRowSchema } from './shard.js';

/**
 * A journal for the rows that one worker has finished. A worker writes a journal of its own and reads all journals
 * of its shard: two workers at one shard only do work twice.
 */
export function newJournal(folder: string, shard: string): JsonLines {
  return new JsonLines(join(folder, `${shard}.${randomUUID()}.journal`));
}

/** Removes the journals of a shard whose rows are all in its part. */
export async function removeJournals(folder: string, shard: string): Promise<void> {
  for (const path of await journalsOf(folder, shard)) await rm(path, { force: true });
}

/** The journals of a shard, in an order that is the same for every worker. */
export async function journalsOf(folder: string, shard: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).sort();
  return names
    .filter((name) => name.startsWith(`${shard}.`) && name.endsWith('.journal'))
    .map((name) => join(folder, name));
}

/**
 * The rows of a journal or a part, one at a time: a shard may have millions. What is no whole row is passed over; no file,
 * no rows.
 */
export async function* rowsOf(path: string): AsyncGenerator<PredictionRow> {
  const file = await open(path).catch(() => undefined);
  if (!file) return;
  try {
    for await (const line of file.readLines({ autoClose: false })) {
      for (const value of parseJsonLines(line)) {
        const { data } = predictionRowSchema.safeParse(value);
        if (data) yield data;
      }
    }
  } finally {
    await file.close();
  }
}

/** The rows of several files that each go upwards, in order; of rows for the same photo the first file's. */
export async function* rowsInOrder(paths: readonly string[]): AsyncGenerator<PredictionRow> {
  const files = paths.map(rowsOf);
  try {
    const heads = await Promise.all(files.map(next));
    let last = -1;
    for (;;) {
      const position = lowest(heads);
      const row = heads[position];
      if (!row) return;
      if (row.index > last) yield row;
      last = Math.max(last, row.index);
      heads[position] = await next(files[position] as AsyncGenerator<PredictionRow>);
    }
  } finally {
    await Promise.all(files.map((file) => file.return(undefined)));
  }
}

async function next(rows: AsyncGenerator<PredictionRow>): Promise<PredictionRow | undefined> {
  const { value } = await rows.next();
  return value ?? undefined;
}

/** Position of the row that comes first in the listing; 0 where no row is left. */
function lowest(heads: readonly (PredictionRow | undefined)[]): number {
  return heads.reduce(
    (best, row, i) => ((row?.index ?? Infinity) < (heads[best]?.index ?? Infinity) ? i : best),
    0,
  );
}

/** Rows that are written at a time. */
const piece = 10_000;

/** Rows by the ten thousand: as many as are in memory, and as a Parquet file has in a group. */
export async function* inPieces(rows: AsyncIterable<PredictionRow>): AsyncGenerator<PredictionRow[]> {
  let some: PredictionRow[] = [];
  for await (const row of rows) {
    some.push(row);
    if (some.length < piece) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}
