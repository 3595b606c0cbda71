import { Random } from '../../core/index.js';
import {
  type RowStreamOptions,
  type ShardSet,
  type StreamedRow,
  type StreamState,
  skips,
  streamRows,
} from '../../data/index.js';
import { tf } from '../../engine/index.js';
import type { Batch, DataLoader } from '../contracts.js';
import {
  type BatchSettings,
  batchTensor,
  type PreparedPhotos,
  prepareBatch,
} from '../loading/prepareBatch.js';
import { drawTransforms, type Transform } from '../transforms/transform.js';
import { classIndex } from './scanShards.js';
import type { StreamedDataset } from './streamedDatasets.js';

/** A batch of a stream. */
export interface StreamBatch extends Batch {
  /** What each photo is called: shard and key. */
  readonly names: readonly string[];
  /** Where the next batch begins: saved as JSON and given back as `state`, it goes on with exactly the next row. */
  readonly state: StreamState;
}

/** How a {@link StreamLoader} goes over its rows. */
export interface StreamPass {
  /** Number of the pass, which order and transforms depend on. @default 0 */
  readonly epoch?: number;
  /** Stops the pass, at the next row. */
  readonly signal?: AbortSignal;
  /** Where to go on. @default the beginning of the epoch */
  readonly state?: StreamState | undefined;
}

/** What a {@link StreamLoader} is made of. */
export interface StreamLoaderOptions extends BatchSettings {
  /** How many rows there are, and of which classes. */
  readonly dataset: StreamedDataset;
  /** The files that the rows lie in. */
  readonly shards: ShardSet;
  /** How rows are taken from the shards. */
  readonly rows: Omit<RowStreamOptions, 'epoch' | 'state' | 'signal'>;
  /** What happens to each photo, in this order. */
  readonly transforms: readonly Transform[];
  /** Photos of a batch. */
  readonly batchSize: number;
  /** Leave out the last batch when it is not full. @default false */
  readonly dropLast?: boolean;
  /** Of the transforms. */
  readonly seed: number | string;
  /** Batches that are prepared ahead. @default 2 */
  readonly prefetch?: number;
}

interface LabelledRow extends StreamedRow {
  readonly target: number;
}

interface Prepared {
  readonly rows: readonly LabelledRow[];
  readonly photos: PreparedPhotos;
}

/** Decodes, augments and batches rows while they are streamed from shards, ahead of whoever consumes them. */
export class StreamLoader implements DataLoader {
  readonly #options: StreamLoaderOptions;
  /** Training rows of each shard before it. */
  readonly #before: readonly number[];

  constructor(options: StreamLoaderOptions) {
    this.#options = options;
    let sum = 0;
    this.#before = options.dataset.rows.map((count) => {
      sum += count;
      return sum - count;
    });
  }

  /** The rows that it loads. */
  get dataset(): StreamedDataset {
    return this.#options.dataset;
  }

  /** Photos of a batch; the last of a pass may have fewer. */
  get batchSize(): number {
    return this.#options.batchSize;
  }

  /** What may happen to each photo. */
  get transforms(): readonly Transform[] {
    return this.#options.transforms;
  }

  /** Batches in one pass; fewer when rows are passed over. */
  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.#options.dropLast && batches >= 1 ? Math.floor(batches) : Math.ceil(batches);
  }

  /** A loader like this one, with some things changed. */
  with(changes: Partial<StreamLoaderOptions>): StreamLoader {
    return new StreamLoader({ ...this.#options, ...changes });
  }

  /** One pass, or the rest of one. Batches are prepared ahead; leaving the loop early gives back what was prepared. */
  async *batches(pass: StreamPass = {}): AsyncGenerator<StreamBatch> {
    const { epoch = 0, signal } = pass;
    const cancelled = new SharedArrayBuffer(4);
    const groups = this.#groups(pass);
    const ahead: Promise<Prepared>[] = [];
    try {
      for (let ended = false; ; ) {
        while (!ended && ahead.length <= (this.#options.prefetch ?? 2)) {
          const { value: rows } = await groups.next();
          ended = rows === undefined;
          if (rows) ahead.push(settled(this.#prepare(rows, epoch, cancelled)));
        }
        const next = ahead.shift();
        if (!next) return;
        const prepared = await next;
        signal?.throwIfAborted();
        const batch = this.#batch(prepared);
        if (batch.indices.length > 0) yield batch;
        else tf.dispose([batch.xs, batch.ys]);
      }
    } finally {
      Atomics.store(new Int32Array(cancelled), 0, 1);
      for (const prepared of ahead)
        void prepared
          .then(({ photos }) => this.#options.buffers.giveBack(photos.output))
          .catch(() => undefined);
      await groups.return(undefined);
    }
  }

  /** Rows by the batch. */
  async *#groups({ epoch = 0, signal, state }: StreamPass): AsyncGenerator<LabelledRow[], undefined> {
    const { shards, rows: options, batchSize, dropLast, dataset } = this.#options;
    let group: LabelledRow[] = [];
    let isFirst = true;
    for await (const streamed of streamRows(shards, { ...options, epoch, state, signal })) {
      const target = this.#target(streamed);
      if (target !== undefined) group.push({ ...streamed, target });
      if (group.length < batchSize) continue;
      yield group;
      [group, isFirst] = [[], false];
    }
    const isOnly = isFirst && state === undefined && dataset.length <= batchSize;
    if (group.length > 0 && (!dropLast || isOnly)) yield group;
  }

  #target({ row }: StreamedRow): number | undefined {
    try {
      return classIndex(row, row.label(), this.dataset.classes);
    } catch (error) {
      if (skips(error, this.#options.rows)) return undefined;
      throw error;
    }
  }

  async #prepare(
    rows: readonly LabelledRow[],
    epoch: number,
    cancelled: SharedArrayBuffer,
  ): Promise<Prepared> {
    const { transforms, seed } = this.#options;
    const photos = rows.map((streamed) => ({
      photo: { source: streamed.photo },
      drawn: drawTransforms(transforms, new Random(`${seed}/photo/${epoch}/${this.#index(streamed)}`)),
      name: streamed.row.name,
    }));
    const options = { cancelled, keepDecoded: false };
    return { rows, photos: await prepareBatch(photos, this.#options, options) };
  }

  #batch({ rows, photos }: Prepared): StreamBatch {
    const kept = photos.slots.map((slot) => rows[slot] as LabelledRow);
    return {
      xs: batchTensor(photos, this.#options),
      ys: tf.tensor1d(
        kept.map(({ target }) => target),
        'int32',
      ),
      indices: Int32Array.from(kept, (row) => this.#index(row)),
      names: kept.map(({ row }) => row.name),
      state: (rows.at(-1) as LabelledRow).state,
    };
  }

  /** Number among all training rows, as they lie in the shards. */
  #index({ file, wanted }: StreamedRow): number {
    return (this.#before[file] as number) + wanted;
  }
}

/** A batch that nobody awaits any more must not end the program when it fails. */
function settled<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
