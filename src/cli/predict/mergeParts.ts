import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { type Draft, expandPath, InvalidArgumentError, writeDraft } from '../../core/index.js';
import { PredictionPartsError } from '../errors.js';
import { inPieces, rowsOf } from './journal.js';
import type { OutputWriter } from './outputWriters.js';
import { csvWriter } from './outputWriters.js';
import { type PredictionRun, partFile } from './predictionRun.js';

const writers = new Map<string, (draft: Draft, classes: readonly string[]) => Promise<OutputWriter>>([
  ['.csv', csvWriter],
  // Loaded only when it is asked for: most runs write CSV.
  ['.parquet', async (...given) => (await import('./outputWriters.js')).parquetWriter(...given)],
]);

/** Refuses an output that cannot be written before any photo is read. @throws {InvalidArgumentError} */
export function checkOutput(out: string): void {
  if (!writers.has(extname(out).toLowerCase()))
    throw new InvalidArgumentError('--out', out, 'a file that ends in .csv or .parquet');
  let folder = dirname(expandPath(out));
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  if (!statSync(folder).isDirectory() || !isWritable(folder))
    throw new InvalidArgumentError('--out', out, `in a folder that can be written to; ${folder} cannot`);
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** Numbers of the shards whose parts are not there yet. */
export function missingShards(run: PredictionRun): number[] {
  const numbers = Array.from({ length: run.shards }, (_, i) => i + 1);
  return numbers.filter((number) => !existsSync(partFile(run, { number, count: run.shards })));
}

/**
 * Joins the parts of all shards, in order, into the output file, which appears whole or not at all. Two workers
 * that do it at the same time write the same bytes.
 *
 * @throws {PredictionPartsError} when the parts do not hold every photo exactly once
 */
export async function mergeParts(run: PredictionRun, classes: readonly string[]): Promise<void> {
  await writeDraft(run.out, (draft) => joinParts(run, classes, draft));
}

async function joinParts(run: PredictionRun, classes: readonly string[], draft: Draft): Promise<void> {
  const open = writers.get(extname(run.out).toLowerCase()) as NonNullable<ReturnType<typeof writers.get>>;
  const writer = await open(draft, classes);
  let next = 0;
  for (let number = 1; number <= run.shards; number++) {
    const part = partFile(run, { number, count: run.shards });
    for await (const rows of inPieces(rowsOf(part))) {
      if (!rows.every(({ index }, i) => index === next + i))
        throw new PredictionPartsError(
          run.partsFolder,
          `part ${number} does not go on where the one before it ends`,
        );
      next += rows.length;
      await writer.write(rows);
    }
  }
  if (next !== run.count)
    throw new PredictionPartsError(run.partsFolder, `they have ${next} of ${run.count} rows`);
  await writer.finish();
}
