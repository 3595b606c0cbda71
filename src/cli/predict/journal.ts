import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type PredictionRow, predictionRowSchema } from './predictionRow.js';

/**
 * Rows that one worker has finished, each a line. A worker writes a journal of its own and reads all journals of
 * its shard: a torn last line is one that a crash cut off, and two workers at one shard only do work twice.
 */
export class Journal {
  private constructor(readonly file: FileHandle) {}

  static async start(folder: string, shard: string): Promise<Journal> {
    await mkdir(folder, { recursive: true });
    return new Journal(await open(join(folder, `${shard}.${randomUUID()}.journal`), 'ax'));
  }

  /** On disk when it returns. */
  async append(rows: readonly PredictionRow[]): Promise<void> {
    await this.file.appendFile(encodeRows(rows));
    await this.file.datasync();
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** The rows of all journals of a shard, by place in the listing. */
export async function readJournals(folder: string, shard: string): Promise<Map<number, PredictionRow>> {
  const rows = new Map<number, PredictionRow>();
  const files = await readdir(folder).catch(() => []);
  for (const name of files.filter((each) => each.startsWith(`${shard}.`) && each.endsWith('.journal'))) {
    for (const row of decodeRows(await readFile(join(folder, name), 'utf8'))) rows.set(row.index, row);
  }
  return rows;
}

/** One JSON line for each row. */
export function encodeRows(rows: readonly PredictionRow[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** Rows of whole lines; what is no row is passed over. */
export function* decodeRows(text: string): Generator<PredictionRow> {
  for (const line of text.split('\n')) {
    const row = decodeRow(line);
    if (row) yield row;
  }
}

function decodeRow(line: string): PredictionRow | undefined {
  try {
    return predictionRowSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
