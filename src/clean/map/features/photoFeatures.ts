import { stat } from 'node:fs/promises';
import { inParallel } from '../../../core/index.js';
import { sha256OfFile } from '../../../data/index.js';
import { tf } from '../../../engine/index.js';
import {
  PhotoCache,
  PhotoDataset,
  PhotoLoader,
  photoIdentity,
  sharedBatchBuffers,
  sharedPhotoWorkers,
  UnreadablePhotos,
} from '../../../vision/index.js';
import type { FeatureMatrix } from '../../labelErrors/featureMatrix.js';
import type { FeatureBody } from './featureBody.js';
import { FeatureShelf, type PhotoMark, type Shard } from './featureShelf.js';
import { sharedFloats } from './unitRows.js';

/** A photo whose features are wanted. */
export interface FeaturePhoto {
  readonly path: string;
  /** Of the file, when it is known. */
  readonly sha256?: string | undefined;
}

/** How {@link photoFeatures} works. */
export interface PhotoFeaturesOptions {
  /** Folder of the set: what is kept is kept for it. */
  readonly root: string;
  readonly body: FeatureBody;
  readonly signal?: AbortSignal | undefined;
  /** Hears how many of the photos are done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Features of those photos that could be read. */
export interface PhotoFeatures extends FeatureMatrix {
  /** Number of each row's photo in the list that was given, in an order that depends on their contents alone. */
  readonly photos: Int32Array;
  /** SHA-256 of each row's photo. */
  readonly contents: readonly string[];
  /** Path → why there are no features. */
  readonly unreadable: ReadonlyMap<string, string>;
  /** Where they are kept. */
  readonly shelf: FeatureShelf;
}

/** Photos of a file of features; so many are lost at most when the power goes. */
const shardRows = 2048;
/** Photos that go through the body at once. */
const batchSize = 16;

/** A photo on its way: what is known of it, and its features once they are there. */
interface Row {
  readonly index: number;
  readonly path: string;
  readonly file: string;
  sha256: string | undefined;
  features: Float32Array | undefined;
}

/**
 * What a body sees in each photo: its feature map averaged over the picture. Features are kept on disk by the content
 * of photos and body: a second time nothing is computed, nor for a photo that was only moved. What is there when it is
 * interrupted is kept.
 */
export async function photoFeatures(
  photos: readonly FeaturePhoto[],
  { root, body, signal, onProgress = () => undefined }: PhotoFeaturesOptions,
): Promise<PhotoFeatures> {
  const unreadable = new Map<string, string>();
  const rows = await findFiles(photos, root, unreadable);
  const shelf = new FeatureShelf(root, await body.identity());
  const stale = await takeKept(shelf, rows, signal);
  const missing = rows.filter(({ features }) => features === undefined);
  const told = photos.length;
  onProgress(told - missing.length, told);
  if (missing.length > 0)
    await body.with((features) =>
      compute(missing, features, {
        preparation: body.preparation,
        shelf,
        unreadable,
        signal,
        onProgress: (done) => onProgress(told - missing.length + done, told),
      }),
    );
  const found = rows.filter(({ features }) => features !== undefined);
  await tidyUp(shelf, found, stale);
  return { ...joined(found), unreadable, shelf };
}

async function findFiles(
  photos: readonly FeaturePhoto[],
  root: string,
  unreadable: Map<string, string>,
): Promise<Row[]> {
  const rows = await inParallel(photos, 64, async ({ path, sha256 }, index): Promise<Row | undefined> => {
    const info = await stat(path).catch(() => undefined);
    if (!info?.isFile()) {
      unreadable.set(path, 'it is no longer there');
      return undefined;
    }
    const file = `${photoIdentity(root, path)} ${info.size} ${info.mtimeMs}`;
    return { index, path, file, sha256, features: undefined };
  });
  return rows.filter((row) => row !== undefined);
}

/** Gives the rows what is kept of them. @returns how many rows are kept of photos that are not here */
async function takeKept(shelf: FeatureShelf, rows: readonly Row[], signal?: AbortSignal): Promise<number> {
  const names = await shelf.shards();
  const byFile = new Map(rows.map((row) => [row.file, row]));
  let left = 0;
  await eachShard(shelf, names, signal, ({ marks, values, width }) => {
    for (const [i, { file, sha256 }] of marks.entries()) {
      const row = byFile.get(file);
      if (row && !row.features) give(row, sha256, values, i, width);
      else left++;
    }
  });
  const unknown = rows.filter(({ features }) => features === undefined);
  if (left === 0 || unknown.length === 0) return left;
  // Moved, renamed or touched, perhaps: the content says whether it is one that is known.
  const byContent = await byContents(unknown, signal);
  await eachShard(shelf, names, signal, ({ marks, values, width }) => {
    for (const [i, { sha256 }] of marks.entries())
      for (const row of byContent.get(sha256) ?? []) if (!row.features) give(row, sha256, values, i, width);
  });
  return left;
}

async function eachShard(
  shelf: FeatureShelf,
  names: readonly string[],
  signal: AbortSignal | undefined,
  visit: (shard: Shard) => void,
): Promise<void> {
  for (const name of names) {
    signal?.throwIfAborted();
    const shard = await shelf.read(name);
    if (shard) visit(shard);
  }
}

function give(row: Row, sha256: string, values: Float32Array, i: number, width: number): void {
  row.sha256 = sha256;
  row.features = values.subarray(i * width, (i + 1) * width);
}

async function byContents(rows: readonly Row[], signal?: AbortSignal): Promise<Map<string, Row[]>> {
  await inParallel(rows, 8, (row) => readHash(row), signal);
  const found = new Map<string, Row[]>();
  for (const row of rows)
    if (row.sha256 !== undefined) found.set(row.sha256, [...(found.get(row.sha256) ?? []), row]);
  return found;
}

async function readHash(row: Row): Promise<void> {
  row.sha256 ??= await sha256OfFile(row.path).catch(() => undefined);
}

/** Runs photos through the body and keeps what comes out, also when it is interrupted. */
async function compute(
  rows: readonly Row[],
  features: Parameters<Parameters<FeatureBody['with']>[0]>[0],
  how: {
    readonly preparation: FeatureBody['preparation'];
    readonly shelf: FeatureShelf;
    readonly unreadable: Map<string, string>;
    readonly signal: AbortSignal | undefined;
    readonly onProgress: (done: number) => void;
  },
): Promise<void> {
  const { shelf, unreadable, signal } = how;
  const loader = loaderOf(rows, how.preparation);
  let fresh: Row[] = [];
  let seen = 0;
  const keep = async (): Promise<void> => {
    const kept = fresh.filter(({ sha256 }) => sha256 !== undefined);
    fresh = [];
    if (kept.length > 0) await shelf.write(shardOf(kept));
  };
  try {
    for await (const { xs, ys, indices } of loader.batches({ keepEmpty: true, ...(signal && { signal }) })) {
      try {
        const values = indices.length > 0 ? await features(xs) : new Float32Array();
        const width = values.length / Math.max(1, indices.length);
        for (const [i, position] of indices.entries()) {
          const row = rows[position] as Row;
          row.features = values.slice(i * width, (i + 1) * width);
          await readHash(row);
          fresh.push(row);
        }
      } finally {
        tf.dispose([xs, ys]);
      }
      seen = Math.min(rows.length, seen + batchSize);
      how.onProgress(seen);
      if (fresh.length >= shardRows) await keep();
    }
  } finally {
    await keep();
    for (const [path, reason] of loader.unreadable.reasons) unreadable.set(path, reason);
  }
}

function loaderOf(
  rows: readonly Row[],
  { target, drawn, stats }: FeatureBody['preparation'],
): PhotoLoader & { readonly unreadable: UnreadablePhotos } {
  const unreadable = new UnreadablePhotos(() => undefined);
  const loader = new PhotoLoader({
    dataset: new PhotoDataset(
      'map',
      rows.map(({ path }) => ({ path, label: undefined })),
      [],
    ),
    target,
    transforms: drawn.map((one, order) => ({ name: 'fixed', p: 1, order, draw: () => one })),
    batchSize,
    seed: 0,
    stats: () => stats,
    workers: sharedPhotoWorkers(),
    cache: new PhotoCache(0),
    buffers: sharedBatchBuffers(),
    unreadable,
  });
  return Object.assign(loader, { unreadable });
}

function shardOf(rows: readonly Row[]): Shard {
  const { values, width } = joined(rows);
  const marks = inOrder(rows).map(({ file, sha256 = '' }): PhotoMark => ({ file, sha256 }));
  return { marks, values, width };
}

/** Many small files of interrupted passes, and rows of photos that are gone, make way for what is here now. */
async function tidyUp(shelf: FeatureShelf, rows: readonly Row[], stale: number): Promise<void> {
  const names = await shelf.shards();
  const needed = Math.ceil(rows.length / shardRows);
  if (rows.length === 0 || (names.length <= 2 * needed + 8 && stale <= rows.length)) return;
  const written = new Set<string | undefined>();
  for (let from = 0; from < rows.length; from += shardRows)
    written.add(await shelf.write(shardOf(rows.slice(from, from + shardRows))));
  if (!written.has(undefined)) await shelf.remove(names.filter((name) => !written.has(name)));
}

/** Equal photos in equal order, whatever they are called and however the list is sorted. */
function inOrder(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => {
    const [x, y] = [a.sha256 ?? '', b.sha256 ?? ''];
    return x < y ? -1 : x > y ? 1 : a.index - b.index;
  });
}

function joined(rows: readonly Row[]): FeatureMatrix & Pick<PhotoFeatures, 'photos' | 'contents'> {
  const sorted = inOrder(rows);
  const width = sorted[0]?.features?.length ?? 0;
  const values = sharedFloats(sorted.length * width);
  for (const [i, { features }] of sorted.entries()) if (features) values.set(features, i * width);
  return {
    values,
    width,
    count: sorted.length,
    photos: Int32Array.from(sorted, ({ index }) => index),
    contents: sorted.map(({ sha256 }) => sha256 ?? ''),
  };
}
