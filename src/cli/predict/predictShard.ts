import { jsonLinesText, writeDraft } from '../../core/index.js';
import { ImageDecodeError } from '../../photo/index.js';
import type { InferenceModel } from '../../vision/index.js';
import { inPieces, journalsOf, newJournal, removeJournals, rowsInOrder } from './journal.js';
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
  options: PredictShardOptions = {},
): Promise<number> {
  let fresh = await predictMissing(model, run, shard, options);
  // Another worker at this shard that was sooner has removed our journal with its own; its part has the rows.
  while (!(await writePart(run, shard))) fresh += await predictMissing(model, run, shard, options);
  await removeJournals(run.partsFolder, shardName(shard.number, shard.count));
  return fresh;
}

async function predictMissing(
  model: InferenceModel,
  run: PredictionRun,
  shard: Shard,
  { batchSize = 16, signal, onProgress }: PredictShardOptions,
): Promise<number> {
  const [from, to] = shardRange(shard, run.photos.length);
  const missing = await missingIndices(run, shard);
  const journal = newJournal(run.partsFolder, shardName(shard.number, shard.count));
  const known = to - from - missing.length;
  for (let at = 0; at < missing.length; at += batchSize) {
    signal?.throwIfAborted();
    const rows = await predictPhotos(model, run, missing.slice(at, at + batchSize));
    await journal.append(rows);
    onProgress?.(known + at + rows.length, to - from);
  }
  return missing.length;
}

/** Where rows of a shard may be: its part of an earlier attempt, and journals. */
async function filesOf(run: PredictionRun, shard: Shard): Promise<string[]> {
  const journals = await journalsOf(run.partsFolder, shardName(shard.number, shard.count));
  return [partFile(run, shard), ...journals];
}

/** The rows of a shard that are known by now, in order. */
async function* rowsOfShard(run: PredictionRun, shard: Shard): AsyncGenerator<PredictionRow> {
  const [from, to] = shardRange(shard, run.photos.length);
  for await (const row of rowsInOrder(await filesOf(run, shard)))
    if (row.index >= from && row.index < to) yield row;
}

/** Photos of a shard that no file has a row of, by place in the listing. */
async function missingIndices(run: PredictionRun, shard: Shard): Promise<number[]> {
  const [from, to] = shardRange(shard, run.photos.length);
  const missing: number[] = [];
  let next = from;
  for await (const { index } of rowsOfShard(run, shard)) {
    while (next < index) missing.push(next++);
    next = index + 1;
  }
  while (next < to) missing.push(next++);
  return missing;
}

/** Puts the rows of all files in order into the part, whole or not at all. @returns whether the files had all of them */
async function writePart(run: PredictionRun, shard: Shard): Promise<boolean> {
  const [from, to] = shardRange(shard, run.photos.length);
  try {
    await writeDraft(partFile(run, shard), async (draft) => {
      let count = 0;
      for await (const rows of inPieces(rowsOfShard(run, shard))) {
        await draft.write(jsonLinesText(rows));
        count += rows.length;
      }
      if (count < to - from) throw new RowsMissing();
    });
    return true;
  } catch (error) {
    if (error instanceof RowsMissing) return false;
    throw error;
  }
}

/** Keeps a part with gaps from being published. */
class RowsMissing extends Error {}

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
