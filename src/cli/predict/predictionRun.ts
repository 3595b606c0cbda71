import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { expandPath, inParallel } from '../../core/index.js';
import { EmptyDatasetError, listImageFiles } from '../../data/index.js';
import type { Shard } from './shard.js';

/** Photos of one run, and where its parts are. All shards of a run agree on it without talking to each other. */
export interface PredictionRun {
  /** Absolute paths, sorted. */
  readonly photos: readonly string[];
  /** The same below the folder, with `/`. */
  readonly names: readonly string[];
  /** Folder of journals and parts. Another model, other photos or another number of shards have another one. */
  readonly partsFolder: string;
  readonly out: string;
  readonly shards: number;
}

/**
 * Lists the photos of a run and names it by what decides its result: the model, the photos' paths and sizes, and
 * the number of shards. So a worker that starts again finds its own work, and never somebody else's.
 *
 * @throws {PathNotFoundError} {@link EmptyDatasetError}
 */
export async function planRun(
  folder: string,
  out: string,
  modelVersion: string,
  { count }: Pick<Shard, 'count'>,
): Promise<PredictionRun> {
  const root = expandPath(folder);
  const target = expandPath(out);
  const { images } = await listImageFiles(root, { exclude: [`${target}.parts`] });
  if (images.length === 0)
    throw new EmptyDatasetError(root, 'There are no photos to predict on', 'Name a folder of photos.');
  const names = images.map((path) => relative(root, path).split(sep).join('/'));
  const hash = createHash('sha256').update(`${modelVersion}\n${count}\n`);
  for (const [i, size] of (await inParallel(images, statsAtATime, sizeOf)).entries())
    hash.update(`${JSON.stringify(names[i])} ${size}\n`);
  const partsFolder = join(`${target}.parts`, hash.digest('hex').slice(0, 16));
  return { photos: images, names, partsFolder, out: target, shards: count };
}

/** Every worker asks for the size of every photo, and the folder that workers share is mostly on another machine. */
const statsAtATime = 64;

/** Bytes of a file; −1 where it has gone. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? -1;
}

/** File of a finished part. */
export function partFile({ partsFolder }: PredictionRun, { number, count }: Shard): string {
  return join(partsFolder, `${shardName(number, count)}.jsonl`);
}

/** `00002-of-00004`. */
export function shardName(number: number, count: number): string {
  return [number, count].map((each) => String(each).padStart(5, '0')).join('-of-');
}
