import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expandPath } from '../../core/index.js';
import { listPhotos, type PhotoList } from './photoList.js';
import type { Shard } from './shard.js';

/** Photos of one run, and where its parts are. All shards of a run agree on it without talking to each other. */
export interface PredictionRun {
  readonly photos: PhotoList;
  /** How many photos there are. */
  readonly count: number;
  /** Folder of journals and parts. Another model, other photos or another number of shards have another one. */
  readonly partsFolder: string;
  readonly out: string;
  readonly shards: number;
}

/**
 * Lists the photos of a run and names it by what decides its result: the model, the photos' names and sizes, and
 * the number of shards. So a worker that starts again finds its own work, and never somebody else's.
 *
 * @throws {PathNotFoundError} {@link EmptyDatasetError}
 */
export async function planRun(
  source: string,
  out: string,
  modelVersion: string,
  { count }: Pick<Shard, 'count'>,
  signal?: AbortSignal,
): Promise<PredictionRun> {
  const target = expandPath(out);
  const photos = await listPhotos(source, `${target}.parts`, signal);
  const hash = createHash('sha256').update(`${modelVersion}\n${count}\n`);
  for (const [i, name] of photos.names.entries()) hash.update(`${JSON.stringify(name)} ${photos.sizes[i]}\n`);
  const partsFolder = join(`${target}.parts`, hash.digest('hex').slice(0, 16));
  return { photos, count: photos.names.length, partsFolder, out: target, shards: count };
}

/** File of a finished part. */
export function partFile({ partsFolder }: PredictionRun, { number, count }: Shard): string {
  return join(partsFolder, `${shardName(number, count)}.jsonl`);
}

/** `00002-of-00004`. */
export function shardName(number: number, count: number): string {
  return [number, count].map((each) => String(each).padStart(5, '0')).join('-of-');
}
