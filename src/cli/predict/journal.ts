import { randomUUID } from 'node:crypto';
import { readdir, readFile, rm } from 'node:fs/promises';
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

/** The rows of all journals of a shard, by place in the listing. */
export async function readJournals(folder: string, shard: string): Promise<Map<number, PredictionRow>> {
  const rows = new Map<number, PredictionRow>();
  for (const path of await journalsOf(folder, shard)) {
    for (const row of decodeRows(await readFile(path, 'utf8'))) rows.set(row.index, row);
  }
  return rows;
}

/** Removes the journals of a shard whose rows are all in its part. */
export async function removeJournals(folder: string, shard: string): Promise<void> {
  for (const path of await journalsOf(folder, shard)) await rm(path, { force: true });
}

async function journalsOf(folder: string, shard: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => name.startsWith(`${shard}.`) && name.endsWith('.journal'))
    .map((name) => join(folder, name));
}

/** Rows of whole lines; what is no row is passed over. */
export function decodeRows(text: string): PredictionRow[] {
  return parseJsonLines(text)
    .map((line) => predictionRowSchema.safeParse(line).data)
    .filter((row) => row !== undefined);
}
