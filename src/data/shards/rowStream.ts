import { createHash } from 'node:crypto';
import { Random } from '../../core/index.js';
import { ShardError, StreamStateError } from '../errors.js';
import { firstRow, type RowPlace, type ShardRow } from './shard.js';
import type { ShardSet } from './shardSet.js';

/** What becomes of a shard that is cut or damaged, and of a row that cannot be used. */
export type OnBroken = 'throw' | 'skip';

/** How {@link streamRows} goes over shards. */
export interface RowStreamOptions {
  /** Rows that are taken into memory and shuffled at a time, shards in a new order each epoch; 0: rows as they lie. @default 0 */
  readonly shuffle?: number;
  /** Bytes of photos at which a buffer is full, however few rows it has. @default 256 MiB */
  readonly bufferBytes?: number;
  /** Of the order. @default 42 */
  readonly seed?: number | string;
  /** Number of the pass, from 0, which the order depends on. @default 0 */
  readonly epoch?: number;
  /** Which rows are wanted, by key. @default all */
  readonly wanted?: (key: string) => boolean;
  /** What tells this choice of rows from others, for saved places. @default '' */
  readonly wantedName?: string;
  /** What becomes of a broken shard. @default 'throw' */
  readonly onBroken?: OnBroken;
  /** Told of what was passed over. */
  readonly onSkip?: (error: ShardError) => void;
  /** Where to go on: what was saved of an earlier stream of the same shards and options. @default the beginning */
  readonly state?: StreamState | undefined;
  /** Stops the stream, at the next row. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a stream of rows is; plain data, to be saved as JSON. */
export interface StreamState {
  /** What the stream is made of: shards, order, wanted rows. */
  readonly stream: string;
  /** Number of the pass. */
  readonly epoch: number;
  /** Where the buffer of rows begins. */
  readonly window: WindowPlace;
  /** Rows of it that were given. */
  readonly taken: number;
}

/** A place in shards that are in an order. */
export interface WindowPlace extends RowPlace {
  /** Number in the epoch's order of the shards. */
  readonly file: number;
  /** Wanted rows of the shard before it. */
  readonly wanted: number;
}

/** A row in memory. */
export interface StreamedRow {
  /** Its key, names and label. */
  readonly row: ShardRow;
  /** The photo as it was encoded. */
  readonly photo: Uint8Array;
  /** Number of the shard as it was named, from 0. */
  readonly file: number;
  /** Number among the wanted rows of its shard, from 0. */
  readonly wanted: number;
  /** Where a stream goes on that has given this row and all before it. */
  readonly state: StreamState;
}

type WindowRow = Omit<StreamedRow, 'state'>;

interface Window {
  readonly rows: readonly WindowRow[];
  readonly end: WindowPlace;
  /** What comes instead of the next row. */
  readonly error?: unknown;
}

/**
 * The rows of shards one by one, each once an epoch. Memory holds two buffers of rows, however many there are.
 *
 * Shuffled, an epoch is cut into buffers of neighbouring rows, and each is given in an order drawn from the seed, the epoch
 * and the buffer's place. So a place in a stream is the place of its buffer and a number, and whoever goes on from there
 * reads that buffer again, and gives exactly the rows that were still to come.
 *
 * @throws ShardError for a shard that is cut, damaged or something else, after all rows before that place
 * @throws StreamStateError when `state` is of another stream
 */
export async function* streamRows(
  shards: ShardSet,
  options: RowStreamOptions = {},
): AsyncGenerator<StreamedRow> {
  const { shuffle = 0, seed = 42, epoch = 0, state, signal } = options;
  const stream = streamName(shards, options);
  checkState(state, stream, epoch);
  let start: WindowPlace = state?.window ?? { file: 0, wanted: 0, ...firstRow };
  let taken = state?.taken ?? 0;
  const windows = readWindows(shards, start, options);
  try {
    // The next buffer is read while this one is used.
    for (let ahead = windows.next(); ; ) {
      const { value } = await ahead;
      if (!value) return;
      const { rows, end, error } = value;
      ahead = windows.next();
      const places =
        shuffle > 0
          ? new Random(`${seed}/rows/${epoch}/${start.file}/${start.at}`).permutation(rows.length)
          : [...rows.keys()];
      for (; taken < rows.length; taken++) {
        signal?.throwIfAborted();
        const isLast = taken === rows.length - 1;
        const then = isLast ? { window: end, taken: 0 } : { window: start, taken: taken + 1 };
        yield { ...(rows[places[taken] as number] as WindowRow), state: { stream, epoch, ...then } };
      }
      if (error !== undefined) throw error;
      [start, taken] = [end, 0];
    }
  } finally {
    void windows.return(undefined);
  }
}

/** Order in which an epoch takes the shards. */
function fileOrder({ files }: ShardSet, { shuffle = 0, seed = 42, epoch = 0 }: RowStreamOptions): number[] {
  return shuffle > 0 ? new Random(`${seed}/shards/${epoch}`).permutation(files.length) : [...files.keys()];
}

/** Rows that are read ahead where nothing is shuffled. */
const plainBuffer = 256;

/** Buffers of rows from a place on; where a shard is broken, the rows before, with the error, and no more. */
async function* readWindows(
  shards: ShardSet,
  start: WindowPlace,
  options: RowStreamOptions,
): AsyncGenerator<Window, undefined> {
  const { shuffle = 0, bufferBytes = 256 * 2 ** 20, wanted = () => true, signal } = options;
  const order = fileOrder(shards, options);
  const limit = shuffle > 0 ? shuffle : plainBuffer;
  let [rows, bytes]: [WindowRow[], number] = [[], 0];
  for (let place = start; ; place = { file: place.file + 1, wanted: 0, ...firstRow }) {
    const file = order[place.file];
    if (file === undefined) {
      if (rows.length > 0) yield { rows, end: place };
      return;
    }
    try {
      for await (const row of (await shards.shard(file)).rows(place)) {
        signal?.throwIfAborted();
        const isWanted = wanted(row.key);
        const photo = isWanted ? await photoOf(row, options) : undefined;
        if (photo) rows.push({ row, photo, file, wanted: place.wanted });
        bytes += photo?.length ?? 0;
        place = { file: place.file, wanted: place.wanted + Number(isWanted), ...row.next };
        if (rows.length < limit && bytes < bufferBytes) continue;
        yield { rows, end: place };
        [rows, bytes] = [[], 0];
      }
    } catch (error) {
      if (skips(error, options)) continue;
      yield { rows, end: place, error };
      return;
    }
  }
}

async function photoOf(row: ShardRow, options: RowStreamOptions): Promise<Uint8Array | undefined> {
  try {
    return await row.photo();
  } catch (error) {
    if (skips(error, options)) return undefined;
    throw error;
  }
}

/** Whether what is broken is passed over; the others are told of it then. */
export function skips(error: unknown, { onBroken = 'throw', onSkip }: RowStreamOptions): boolean {
  if (!(error instanceof ShardError) || onBroken === 'throw') return false;
  onSkip?.(error);
  return true;
}

function streamName(
  shards: ShardSet,
  { shuffle = 0, bufferBytes = 0, seed = 42, wantedName = '' }: RowStreamOptions,
): string {
  const made = JSON.stringify([shards.names, shuffle, bufferBytes, seed, wantedName]);
  return createHash('sha256').update(made).digest('base64url').slice(0, 16);
}

function checkState(state: StreamState | undefined, stream: string, epoch: number): void {
  if (state === undefined) return;
  if (state.stream !== stream)
    throw new StreamStateError('its shards, their order, the shuffling or the split are others');
  if (state.epoch !== epoch)
    throw new StreamStateError(`it is of epoch ${state.epoch}, and this is ${epoch}`);
}
