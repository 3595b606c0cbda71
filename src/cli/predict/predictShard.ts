import { jsonLinesText, writeDraft } from '../../core/index.js';
import { DownloadError, ShardError } from '../../data/index.js';
import { ImageDecodeError } from '../../photo/index.js';
import type { InferenceModel, PhotoInput } from '../../vision/index.js';
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
  const [from, to] = shardRange(shard, run.count);
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
  const [from, to] = shardRange(shard, run.count);
  for await (const row of rowsInOrder(await filesOf(run, shard)))
    if (row.index >= from && row.index < to) yield row;
}

/** Photos of a shard that no file has a row of, by place in the listing. */
async function missingIndices(run: PredictionRun, shard: Shard): Promise<number[]> {
  const [from, to] = shardRange(shard, run.count);
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
  const [from, to] = shardRange(shard, run.count);
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
  const loaded = await Promise.all(indices.map((index) => loadPhoto(run, index)));
  const rows = loaded.filter((each): each is PredictionRow => 'error' in each);
  const photos = loaded.filter((each): each is LoadedPhoto => 'photo' in each);
  if (photos.length > 0) rows.push(...(await classify(model, run, photos)));
  return rows.sort((a, b) => a.index - b.index);
}

interface LoadedPhoto {
  readonly index: number;
  readonly photo: PhotoInput;
}

/** The photo; or its row, where it is known to be gone. What another try may bring ends the run, which goes on from there. */
async function loadPhoto(run: PredictionRun, index: number): Promise<LoadedPhoto | PredictionRow> {
  try {
    return { index, photo: await run.photos.load(index) };
  } catch (error) {
    const reason = lossOf(error);
    if (reason === undefined) throw error;
    return failedRow(run, index, reason);
  }
}

/** Why a photo will never come: its address leads nowhere, or its row has none. */
function lossOf(error: unknown): string | undefined {
  if (error instanceof ShardError && error.problem !== 'damaged' && error.problem !== 'cut')
    return error.message.split('\n')[0];
  if (!(error instanceof DownloadError)) return undefined;
  const { status } = (error.cause ?? {}) as { readonly status?: number };
  return status === 404 || status === 410 ? error.reason : undefined;
}

async function classify(
  model: InferenceModel,
  run: PredictionRun,
  photos: readonly LoadedPhoto[],
): Promise<PredictionRow[]> {
  try {
    const answers = await model.classify(photos.map(({ photo }) => photo));
    return photos.map(({ index }, i) => rowOf(model, run, index, answers[i] as Float32Array));
  } catch (error) {
    if (!(error instanceof ImageDecodeError)) throw error;
    const [first] = photos as [LoadedPhoto];
    if (photos.length === 1) return [failedRow(run, first.index, reasonOf(error))];
    const rows: PredictionRow[] = [];
    for (const each of photos) rows.push(...(await classify(model, run, [each])));
    return rows;
  }
}

function failedRow({ photos }: PredictionRun, index: number, error: string): PredictionRow {
  return { index, path: photos.names[index] as string, label: '', probabilities: [], error };
}

function rowOf(
  { classes, info }: InferenceModel,
  { photos }: PredictionRun,
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
  return { index, path: photos.names[index] as string, label, probabilities, error: '' };
}

/** In one line, without the path of this machine: the row has the photo's own. */
function reasonOf({ reason }: ImageDecodeError): string {
  return reason.replaceAll(/\s+/g, ' ').trim();
}
