import { stat } from 'node:fs/promises';
import { extname, relative, sep } from 'node:path';
import { expandPath, InvalidArgumentError, inParallel } from '../../core/index.js';
import {
  bareUrl,
  EmptyDatasetError,
  fetchBytes,
  isUrl,
  listImageFiles,
  readUrlList,
  type ShardFormat,
  ShardSet,
  shardFiles,
} from '../../data/index.js';
import type { PhotoInput } from '../../vision/index.js';

/** Photos to predict on, wherever they lie. */
export interface PhotoList {
  /** What the output calls them, with `/`; for all workers the same, however an address is signed. */
  readonly names: readonly string[];
  /** What tells each photo from another of its name: its bytes, where these are known. */
  readonly sizes: readonly number[];
  /** A photo by its place in the list. @throws DownloadError, ShardError */
  load(index: number): Promise<PhotoInput>;
}

/**
 * Lists the photos of a folder; of shards (`.tar`, `.parquet`, also `part-{000..099}.tar`); or of a list (`.txt`) of http(s)
 * addresses, one a line, of photos or of shards, such as a bucket's presigned ones.
 *
 * @param exclude a folder of ours to stay out of
 * @throws PathNotFoundError, EmptyDatasetError, ShardError, DownloadError
 */
export async function listPhotos(source: string, exclude: string, signal?: AbortSignal): Promise<PhotoList> {
  const format = formatOf(source);
  const list =
    extname(source) === '.txt'
      ? await listedPhotos(source, signal)
      : format
        ? await shardPhotos(source, format, signal)
        : await folderPhotos(expandPath(source), exclude);
  if (list.names.length === 0)
    throw new EmptyDatasetError(
      source,
      'There are no photos to predict on',
      'Name a folder, shards or a list of photos.',
    );
  return list;
}

async function folderPhotos(root: string, exclude: string): Promise<PhotoList> {
  const { images } = await listImageFiles(root, { exclude: [exclude] });
  return {
    names: images.map((path) => relative(root, path).split(sep).join('/')),
    sizes: await inParallel(images, statsAtATime, sizeOf),
    load: async (index) => images[index] as string,
  };
}

async function listedPhotos(path: string, signal: AbortSignal | undefined): Promise<PhotoList> {
  const urls = await readUrlList(path);
  const wrong = urls.find((url) => !isUrl(url) || !URL.canParse(url));
  if (wrong !== undefined)
    throw new InvalidArgumentError(path, wrong.slice(0, 200), 'a list of http(s) addresses, one a line');
  const [format, ...others] = new Set(urls.map((url) => formatOf(bareUrl(url))));
  if (format && others.length === 0) return shardPhotos(urls, format, signal);
  const load = (index: number): Promise<Buffer> => fetchBytes(urls[index] as string, { signal });
  return { names: urls.map(bareUrl), sizes: urls.map(() => 0), load };
}

/** Every worker looks through the shards, so that all agree on the rows. */
async function shardPhotos(
  files: string | readonly string[],
  format: ShardFormat,
  signal: AbortSignal | undefined,
): Promise<PhotoList> {
  const shards = new ShardSet(await shardFiles(files, `.${format}`), { format, signal });
  const [names, sizes]: [string[], number[]] = [[], []];
  // Numbers side by side: a million rows are no million objects.
  const [at, inFile]: [number[], number[]] = [[], []];
  for (const [file, name] of shards.names.entries()) {
    const shard = await shards.shard(file);
    for await (const row of shard.rows()) {
      signal?.throwIfAborted();
      names.push(name + row.name.slice(shard.name.length));
      sizes.push(row.place.bytes);
      at.push(row.place.at);
      inFile.push(file);
    }
  }
  const load = async (index: number): Promise<Uint8Array> => {
    const shard = await shards.shard(inFile[index] as number);
    return shard.photo({ at: at[index] as number, bytes: sizes[index] as number });
  };
  return { names, sizes, load };
}

function formatOf(path: string): ShardFormat | undefined {
  return ({ '.tar': 'tar', '.parquet': 'parquet' } as const)[extname(path).toLowerCase()];
}

/** Every worker asks for the size of every photo, and the folder that workers share is mostly on another machine. */
const statsAtATime = 64;

/** Bytes of a file; −1 where it has gone. */
async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? -1;
}
