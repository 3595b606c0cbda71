import { Random } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import type { Batch, DataLoader } from '../contracts.js';
import type { PhotoDataset } from '../datasets/photoDataset.js';
import { nameOfSource } from '../transforms/pixels.js';
import type { DrawnTransform, Transform } from '../transforms/transform.js';
import { drawTransforms } from '../transforms/transform.js';
import type { PhotoCache } from './photoMemory.js';
import { type BatchPhoto, type BatchSettings, batchTensor, prepareBatch } from './prepareBatch.js';

/** What a {@link PhotoLoader} is made of. */
export interface PhotoLoaderOptions extends BatchSettings {
  /** The photos to load. */
  readonly dataset: PhotoDataset;
  /** What happens to each photo, in this order. */
  readonly transforms: readonly Transform[];
  /** Photos of a batch. */
  readonly batchSize: number;
  /** New order each epoch. @default false */
  readonly shuffle?: boolean;
  /** Leave out the last batch when it is not full (unless it is the only one). @default false */
  readonly dropLast?: boolean;
  /** Of order and transforms. */
  readonly seed: number | string;
  /** Decoded photos that are kept. */
  readonly cache: PhotoCache;
  /** Relative frequency of each photo; drawn with replacement. @default every photo once */
  readonly weights?: readonly number[] | undefined;
  /** Batches that are prepared ahead. @default 2 */
  readonly prefetch?: number;
}

interface PreparedBatch {
  readonly output: Float32Array;
  /** Positions in the dataset of those photos that could be read, in the order of the output. */
  readonly indices: readonly number[];
}

/** Decodes, augments and batches the photos of a dataset, ahead of whoever consumes them. */
export class PhotoLoader implements DataLoader {
  readonly #options: PhotoLoaderOptions;
  /** The photos that it loads. */
  readonly dataset: PhotoDataset;
  /** Photos of a batch; the last of a pass may have fewer. */
  readonly batchSize: number;

  constructor(options: PhotoLoaderOptions) {
    this.#options = options;
    this.dataset = options.dataset;
    this.batchSize = options.batchSize;
  }

  get length(): number {
    const batches = this.dataset.length / this.batchSize;
    return this.#options.dropLast && batches >= 1 ? Math.floor(batches) : Math.ceil(batches);
  }

  /** What may happen to each photo. */
  get transforms(): readonly Transform[] {
    return this.#options.transforms;
  }

  /** A loader like this one, with some things changed. */
  with(changes: Partial<PhotoLoaderOptions>): PhotoLoader {
    return new PhotoLoader({ ...this.#options, ...changes });
  }

  /** Order in which an epoch takes the photos. */
  order(epoch: number): number[] {
    const { shuffle, seed, weights } = this.#options;
    const n = this.dataset.length;
    const random = new Random(`${seed}/order/${epoch}`);
    if (weights) return drawWeighted(weights, n, random);
    return shuffle ? random.permutation(n) : Array.from({ length: n }, (_, i) => i);
  }

  /** @param options.keepEmpty give a batch of no photos where none of them could be read, instead of nothing */
  async *batches(
    options: { readonly epoch?: number; readonly signal?: AbortSignal; readonly keepEmpty?: boolean } = {},
  ): AsyncGenerator<Batch> {
    const { epoch = 0, signal, keepEmpty = false } = options;
    const order = this.order(epoch);
    const cancelled = new SharedArrayBuffer(4);
    const ahead: Promise<PreparedBatch>[] = [];
    let next = 0;
    try {
      while (next < this.length || ahead.length > 0) {
        while (next < this.length && ahead.length <= (this.#options.prefetch ?? 2)) {
          const positions = order.slice(next * this.batchSize, ++next * this.batchSize);
          const prepared = this.#prepare(positions, epoch, cancelled);
          // A batch that nobody awaits any more must not end the program when it fails.
          prepared.catch(() => undefined);
          ahead.push(prepared);
        }
        signal?.throwIfAborted();
        const prepared = await (ahead.shift() as Promise<PreparedBatch>);
        signal?.throwIfAborted();
        const batch = this.#batch(prepared);
        if (keepEmpty || batch.indices.length > 0) yield batch;
        else tf.dispose([batch.xs, batch.ys]);
      }
    } finally {
      Atomics.store(new Int32Array(cancelled), 0, 1);
      for (const prepared of ahead)
        void prepared.then(({ output }) => this.#options.buffers.giveBack(output)).catch(() => undefined);
    }
  }

  #batch({ output, indices }: PreparedBatch): Batch {
    const xs = batchTensor({ output, slots: indices, decoded: [] }, this.#options);
    return { xs, ys: encodeTargets(this.dataset, indices), indices: Int32Array.from(indices) };
  }

  async #prepare(
    positions: readonly number[],
    epoch: number,
    cancelled: SharedArrayBuffer,
  ): Promise<PreparedBatch> {
    const { cache } = this.#options;
    // First, since a transform of the user's may throw.
    const drawn = positions.map((position) => this.#drawn(position, epoch));
    const photos = await Promise.all(
      positions.map((position, slot) => this.#photo(position, drawn[slot] as readonly DrawnTransform[])),
    );
    const { output, slots, decoded } = await prepareBatch(photos, this.#options, {
      cancelled,
      keepDecoded: cache.hasRoom,
    });
    for (const { slot, photo } of decoded) cache.set(this.#key(positions[slot] as number), photo);
    return { output, indices: slots.map((slot) => positions[slot] as number) };
  }

  #drawn(position: number, epoch: number): readonly DrawnTransform[] {
    const { transforms, seed } = this.#options;
    return drawTransforms(transforms, new Random(`${seed}/photo/${epoch}/${position}`));
  }

  async #photo(position: number, drawn: readonly DrawnTransform[]): Promise<BatchPhoto> {
    const name = nameOfSource(this.dataset.source(position));
    const known = this.#options.cache.get(this.#key(position));
    return { photo: known ?? { source: await this.dataset.load(position) }, drawn, name };
  }

  #key(position: number): string {
    const source = this.dataset.source(position);
    return typeof source === 'string' ? source : `${this.dataset.name}/${position}`;
  }
}

/** Targets of some photos as {@link Batch.ys} describes them. */
export function encodeTargets(dataset: PhotoDataset, indices: readonly number[]): tf.Tensor {
  const targets = indices.map((i) => dataset.target(i));
  if (dataset.targetKind === 'single') return tf.tensor1d(targets as number[], 'int32');
  if (dataset.targetKind === 'number') return tf.tensor1d(targets as number[], 'float32');
  const width = dataset.classes.length;
  const ones = new Float32Array(indices.length * width);
  targets.forEach((classes, row) => {
    if (typeof classes === 'number') ones.fill(-1, row * width, (row + 1) * width);
    else for (const column of classes) ones[row * width + column] = 1;
  });
  return tf.tensor2d(ones, [indices.length, width]);
}

/** `n` positions, drawn with replacement; each as often as its weight says. */
export function drawWeighted(weights: readonly number[], n: number, random: Random): number[] {
  let total = 0;
  const cumulative = weights.map((weight) => {
    total += weight;
    return total;
  });
  return Array.from({ length: n }, () => firstAbove(cumulative, random.uniform(0, total)));
}

/** Binary search for the first value above `x`. */
function firstAbove(cumulative: readonly number[], x: number): number {
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] as number) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}
