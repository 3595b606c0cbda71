import { readFile } from 'node:fs/promises';
import { atomicWrite, jsonLinesText } from '../../core/index.js';
import { ImageDecodeError } from '../../photo/index.js';
import type { InferenceModel } from '../../vision/index.js';
import { decodeRows, newJournal, readJournals, removeJournals } from './journal.js';
import { type PredictionRun, partFile, shardName } from './predictionRun.js';
import type { PredictionRow } from './shard.js';
import { type Shard, shardRange } from './shard.js';

/** How {@link predictShard} works. */
export interface PredictShardOptions {
  /** Photos in one call of the model. @default 16 */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Told after each batch. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Predicts the photos of one shard that no journal has yet, then writes the shard's part, whole or not at all.
 * A photo that cannot be read becomes a row with an error.
 *
 * @returns rows that were predicted now; those of earlier attempts are not counted
 */
export async function predictShard(
  model: InferenceModel,
  run: PredictionRun,
  shard: Shard,
  { batchSize = 16, signal, onProgress }: PredictShardOptions = {},
): Promise<number> {
  const name = shardName(shard.number, shard.count);
  const rows = await readJournals(run.partsFolder, name);
  const part = await readFile(partFile(run, shard), 'utf8').catch(() => '');
  for (const row of decodeRows(part)) rows.set(row.index, row);
  const [from, to] = shardRange(shard, run.photos.length);
  const missing = Array.from({ length: to - from }, (_, i) => from + i).filter((index) => !rows.has(index));
  const journal = newJournal(run.partsFolder, name);
  for (let at = 0; at < missing.length; at += batchSize) {
    signal?.throwIfAborted();
    const fresh = await predictPhotos(model, run, missing.slice(at, at + batchSize));
    await journal.append(fresh);
    for (const row of fresh) rows.set(row.index, row);
    onProgress?.(rows.size, to - from);
  }
  const sorted = [...rows.values()].sort((a, b) => a.index - b.index);
  await atomicWrite(partFile(run, shard), jsonLinesText(sorted));
  await removeJournals(run.partsFolder, name);
  return missing.length;
}

async function predictPhotos(
  model: InferenceModel,
  run: PredictionRun,
  indices: readonly number[],
): Promise<PredictionRow[]> {
  try {
    const answers = await model.classify(indices.map((index) => run.photos[index] as string));
    return indices.map((index, i) => rowOf(model, run, index, answers[i] as Float32Array));
  } catch (error) {
    if (!(error instanceof ImageDecodeError)) throw error;
    const [index] = indices as [number];
    if (indices.length > 1) {
      const rows: PredictionRow[] = [];
      for (const each of indices) rows.push(...(await predictPhotos(model, run, [each])));
      return rows;
    }
    return [
      { index, path: run.names[index] as string, label: '', probabilities: [], error: reasonOf(error) },
    ];
  }
}

function rowOf(
  { classes, info }: InferenceModel,
  { names }: PredictionRun,
  index: number,
  answer: Float32Array,
): PredictionRow {
  const probabilities = [...answer];
  const best = probabilities.indexOf(Math.max(...probabilities));
  const label = {
    single: () => classes[best] ?? '',
    multi: () => classes.filter((_, i) => (probabilities[i] as number) >= 0.5).join(';'),
    number: () => '',
  }[info.targetKind]();
  return { index, path: names[index] as string, label, probabilities, error: '' };
}

/** In one line, without the path of this machine: the row has the photo's own. */
function reasonOf({ reason }: ImageDecodeError): string {
  return reason.replaceAll(/\s+/g, ' ').trim();
}
