/** Where a row's photo lies in its shard; plain numbers, so that a million of them may be kept. */
export interface PhotoPlace {
  /** First byte of the photo (tar), or the number of its row (Parquet). */
  readonly at: number;
  /** Bytes of the photo; 0 where they are not known before it is read. */
  readonly bytes: number;
}

/** Where a pass over a shard can begin. */
export interface RowPlace {
  /** First byte of the row (tar), or its number (Parquet). */
  readonly at: number;
  /** Rows before it. */
  readonly row: number;
}

/** The beginning of a shard. */
export const firstRow: RowPlace = { at: 0, row: 0 };

/** One photo with what is told of it. */
export interface ShardRow {
  /** What the row is known by, in whichever shard it lies and at whichever place; it decides the row's side of a split. */
  readonly key: string;
  /** What messages call it: `train-003.tar/0007`. */
  readonly name: string;
  /** Where its photo lies, for {@link Shard.photo}. */
  readonly place: PhotoPlace;
  /** Where the next row begins. */
  readonly next: RowPlace;
  /** Name of the row's class, or its number. @throws ShardError for a row that has none */
  label(): string | number;
  /** The photo as it was encoded, in memory of its own. @throws ShardError for a row that has none */
  photo(): Promise<Uint8Array>;
}

/** A file that holds many rows. It holds no handle: whoever drops it has closed it. */
export interface Shard {
  readonly name: string;
  /** Names of the classes by their numbers, where the file tells them. */
  readonly classes: readonly string[] | undefined;
  /** The rows in order. @throws ShardError where the file is cut or damaged, after all whole rows before that place */
  rows(from?: RowPlace): AsyncGenerator<ShardRow>;
  /** The photo of a row that was seen before. */
  photo(place: PhotoPlace): Promise<Uint8Array>;
}

/** Bytes of a file or of a web address, of which any part can be had. */
export interface ByteSource {
  /** What messages call it: the path, or the address without what signs it. */
  readonly name: string;
  /** Bytes in all. */
  readonly size: number;
  /** Bytes that are worth reading at a time. */
  readonly piece: number;
  /** Exactly so many bytes, in memory of their own. */
  read(offset: number, length: number): Promise<Buffer>;
}

/** More bytes than this are no photo. */
export const maxPhotoBytes = 256 * 2 ** 20;
