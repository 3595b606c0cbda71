import { orderedRecord } from '../../core/index.js';
import type { LabelledItem, ShardSet } from '../../data/index.js';
import type { ImageDataset } from '../contracts.js';
import { PhotoDataset } from '../datasets/photoDataset.js';
import { StreamedSetError } from '../errors.js';
import type { PhotoSource } from '../transforms/pixels.js';
import type { KeptRow } from './scanShards.js';

/** Training rows of shards: how many there are and of which classes. The rows themselves come by the loaders alone. */
export class StreamedDataset implements ImageDataset {
  readonly length: number;

  constructor(
    /** What messages call the set. */
    readonly name: string,
    /** Names of the classes. */
    readonly classes: readonly string[],
    /** Rows of each shard. */
    readonly rows: readonly number[],
    /** Rows of each class, in the order of the classes. */
    readonly counts: readonly number[],
  ) {
    this.length = rows.reduce((sum, count) => sum + count, 0);
  }

  /** @throws StreamedSetError always: rows that are streamed are not kept */
  get items(): readonly LabelledItem[] {
    throw new StreamedSetError(this.name);
  }

  /** @throws StreamedSetError always: rows that are streamed are not kept */
  target(_i: number): number {
    throw new StreamedSetError(this.name);
  }

  /** How many rows each class has, in the order of the classes. */
  get classCounts(): Readonly<Record<string, number>> {
    return orderedRecord(this.classes.map((name, i) => [name, this.counts[i] as number]));
  }

  toString(): string {
    return `${this.name}: ${this.length} rows of ${this.rows.length} shards, ${this.classes.length} classes`;
  }
}

/** Validation rows of shards: names, labels and places are kept, and each photo is read from its shard when it is asked for. */
export class ShardPhotos extends PhotoDataset {
  constructor(
    name: string,
    /** Where each row lies. */
    readonly kept: readonly KeptRow[],
    classes: readonly string[],
    /** The shards that they lie in. */
    readonly shards: ShardSet,
  ) {
    super(
      name,
      kept.map(({ item }) => item),
      classes,
    );
  }

  /** The photo of row `i`, from its shard. @throws ShardError, DownloadError */
  override async load(i: number): Promise<PhotoSource> {
    const { file, place } = this.kept[i] as KeptRow;
    return (await this.shards.shard(file)).photo(place);
  }
}
