import { basename } from 'node:path';
import { InvalidArgumentError } from '../../core/index.js';
import { isUrl, openBytes } from './byteSource.js';
import { openParquet, type ParquetShardOptions } from './parquetShard.js';
import type { Shard } from './shard.js';
import { TarShard, type TarShardOptions } from './tarShard.js';
import { bareUrl, type FetchRangeOptions } from './urlSource.js';

/** How shards are opened. */
export interface ShardSetOptions extends FetchRangeOptions {
  /** What all of them are. */
  readonly format: ShardFormat;
  /** How tars are read. */
  readonly tar?: TarShardOptions;
  /** How Parquet files are read. */
  readonly parquet?: ParquetShardOptions;
}

/** Kinds of shards. */
export type ShardFormat = 'tar' | 'parquet';

/** A Parquet file in use has a group of its rows in memory. */
const openAtOnce = 2;

/** Shards by number, each opened when it is needed; those that were used last are at hand. */
export class ShardSet {
  readonly #open = new Map<number, Promise<Shard>>();

  constructor(
    /** Paths or http(s) addresses; at least one. */
    readonly files: readonly string[],
    /** How they are opened. */
    readonly options: ShardSetOptions,
  ) {
    if (files.length === 0) throw new InvalidArgumentError('files', files, 'at least one file');
  }

  /** Names without folders and signatures: what stays when a set is moved, or signed anew. */
  get names(): string[] {
    return this.files.map((file) => basename(isUrl(file) ? bareUrl(file) : file));
  }

  /** Shard `file`. @throws ShardError, PathNotFoundError, DownloadError */
  async shard(file: number): Promise<Shard> {
    const known = this.#open.get(file) ?? this.#openShard(file);
    // Newest last.
    this.#open.delete(file);
    this.#open.set(file, known);
    for (const oldest of this.#open.keys()) {
      if (this.#open.size <= openAtOnce) break;
      this.#open.delete(oldest);
    }
    return known.catch((error: unknown) => {
      this.#open.delete(file);
      throw error;
    });
  }

  async #openShard(file: number): Promise<Shard> {
    const { format, tar, parquet } = this.options;
    const source = await openBytes(this.files[file] as string, this.options);
    return format === 'tar' ? new TarShard(source, tar) : openParquet(source, parquet);
  }
}
