import { dirname } from 'node:path';
import { InvalidArgumentError, shownPath } from '../../core/index.js';
import {
  isUrl,
  type OnBroken,
  type ParquetShardOptions,
  type ShardError,
  type ShardFormat,
  ShardSet,
  type ShardSetOptions,
  shardFiles,
} from '../../data/index.js';
import { type DataBunchOptions, targetOf } from '../bunch/bunchLoaders.js';
import { PhotoBunch } from '../bunch/photoBunch.js';
import { PhotoLoader } from '../loading/photoLoader.js';
import { PhotoCache, sharedBatchBuffers } from '../loading/photoMemory.js';
import { PhotoWorkers, sharedPhotoWorkers } from '../loading/photoWorkers.js';
import { UnreadablePhotos } from '../loading/unreadablePhotos.js';
import { VisionImage } from '../loading/visionImage.js';
import { checkTransforms, type Transform } from '../transforms/transform.js';
import { type ShardScan, scanShards, validByLot } from './scanShards.js';
import { ShardPhotos, StreamedDataset } from './streamedDatasets.js';
import { StreamLoader } from './streamLoader.js';

/** Options that {@link ImageDataBunch.fromShards} and {@link ImageDataBunch.fromParquet} share. */
export interface StreamOptions extends Omit<DataBunchOptions, 'sampling'> {
  /** Share of the rows for validation, by the lot of their keys: more shards or another order move none. @default 0.2 */
  readonly validPct?: number;
  /** Shards for validation, instead of a share; then all others are to learn from. */
  readonly valid?: string | readonly string[];
  /** Names of the classes, by their numbers. @default what the files tell, sorted */
  readonly classes?: readonly string[];
  /** Rows that are in memory and shuffled at a time; 0: rows as they lie. @default 1000 */
  readonly shuffle?: number;
  /** A shard that is cut or damaged, and a row without photo or known class: an error, or passed over and noted. @default 'throw' */
  readonly onBroken?: OnBroken;
  /** Folder for what a learner saves. @default that of the first shard */
  readonly path?: string;
  /** Longest silence of a server, in seconds. @default 20 */
  readonly timeout?: number;
  /** Tries without any progress before a server is given up. @default 5 */
  readonly retries?: number;
  /** Stops looking through the shards, and reading from servers later. */
  readonly signal?: AbortSignal;
}

/** Options of {@link ImageDataBunch.fromShards}. */
export interface FromShardsOptions extends StreamOptions {
  /**
   * Member that tells the class: `cls` (a number or a name), `txt` (a name) or `json.FIELD`.
   * @default the first of `cls`, `json.label` and `txt` that a row has
   */
  readonly label?: string;
}

/** Options of {@link ImageDataBunch.fromParquet}. */
export interface FromParquetOptions
  extends StreamOptions,
    Pick<ParquetShardOptions, 'photo' | 'label' | 'key'> {}

/** What a bunch is made from, so that another can be made of it. */
interface StreamSource {
  readonly path: string;
  readonly shards: ShardSet;
  readonly validShards: ShardSet;
  readonly scan: ShardScan;
  readonly options: StreamOptions;
}

/**
 * Photos that stay in their shards: rows to learn from are streamed and only counted, rows for validation are kept by name,
 * so that interpretation has them. {@link ImageDataBunch.fromShards} and {@link ImageDataBunch.fromParquet} make it.
 */
export class StreamedDataBunch extends PhotoBunch {
  readonly path: string;
  /** Names of the classes; a label is a place in this list. */
  readonly classes: readonly string[];
  readonly targetKind = 'single' as const;
  /** Rows to learn from: their number and their classes. */
  readonly trainDs: StreamedDataset;
  /** Rows to validate with. */
  readonly validDs: ShardPhotos;
  /** Batches to learn from: shuffled by a buffer, transformed anew at each pass. */
  readonly trainDl: StreamLoader;
  /** Batches to validate with: in order, without chance. */
  readonly validDl: PhotoLoader;
  /** Training rows as they lie, with the validation transforms. */
  readonly fixDl: StreamLoader;
  /** Photos, rows and shards that were passed over, with the reasons. */
  readonly unreadable: UnreadablePhotos;
  readonly #source: StreamSource;

  private constructor(
    source: StreamSource,
    target: ReturnType<typeof targetOf>,
    unreadable: UnreadablePhotos,
  ) {
    const { scan, shards, validShards, options, path } = source;
    const { bs = 64, valBs = bs, seed = 42, numWorkers, cacheBytes, shuffle = 1000, onBroken } = options;
    super(target, options.dsTfms?.[1]);
    [this.#source, this.unreadable] = [source, unreadable];
    [this.path, this.classes] = [path, scan.classes];
    this.trainDs = new StreamedDataset('train', scan.classes, scan.trainRows, scan.trainCounts);
    this.validDs = new ShardPhotos('valid', scan.valid, scan.classes, validShards);
    const settings = {
      target,
      stats: () => this.stats,
      workers: numWorkers === undefined ? sharedPhotoWorkers() : new PhotoWorkers(numWorkers),
      buffers: sharedBatchBuffers(),
      unreadable,
    };
    const [trainTfms, validTfms] = [0, 1].map((i) =>
      checkTransforms(`dsTfms[${i}]`, options.dsTfms?.[i] ?? []),
    ) as [readonly Transform[], readonly Transform[]];
    const rows = { shuffle: 0, seed, onBroken, onSkip: notedIn(unreadable), ...trainRows(options) };
    const { trainDs: dataset } = this;
    this.fixDl = new StreamLoader({
      ...settings,
      dataset,
      shards,
      rows,
      transforms: validTfms,
      batchSize: valBs,
      seed: `${seed}/valid`,
    });
    this.trainDl = this.fixDl.with({
      rows: { ...rows, shuffle },
      transforms: trainTfms,
      batchSize: bs,
      dropLast: true,
      seed,
    });
    this.validDl = new PhotoLoader({
      ...settings,
      dataset: this.validDs,
      transforms: validTfms,
      batchSize: valBs,
      seed: `${seed}/valid`,
      cache: new PhotoCache(cacheBytes),
    });
  }

  /** Looks through shards once and makes a bunch of them. */
  static async fromFiles(
    files: string | readonly string[],
    how: Pick<ShardSetOptions, 'format' | 'tar' | 'parquet'>,
    options: StreamOptions = {},
  ): Promise<StreamedDataBunch> {
    const unreadable = new UnreadablePhotos();
    const open = async (given: string | readonly string[]): Promise<ShardSet> =>
      new ShardSet(await shardFiles(given, extensions[how.format]), { ...how, ...pick(options) });
    const shards = await open(files);
    const validShards = options.valid === undefined ? shards : await open(options.valid);
    const scan = await scanBoth(shards, validShards, options, unreadable);
    const [first] = shards.files as [string];
    const path = options.path ?? (isUrl(first) ? process.cwd() : dirname(first));
    const source = { path, shards, validShards, scan, options };
    const bunch = new StreamedDataBunch(source, await bunchTarget(source), unreadable);
    for (const notice of bunch.notices) console.warn(notice);
    return bunch;
  }

  /** What the user should know of the data; also printed when the bunch was made. */
  get notices(): string[] {
    const { scan, options } = this.#source;
    const [train, valid] = [this.trainDs.length, scan.valid.length];
    const told: string[] = [];
    if (train === 0) told.push('No row is for training.');
    if (valid === 0 && (options.validPct ?? 0.2) > 0)
      told.push('No row is for validation, so nothing can be measured: give `validPct` or `valid`.');
    if (this.classes.length === 1)
      told.push(`All rows are of one class, ${this.classes[0]}: there is nothing to tell apart.`);
    return told;
  }

  /** The same rows at another size (progressive resizing), normalised alike; the shards are not looked through again. */
  async resized(size: NonNullable<DataBunchOptions['size']>): Promise<StreamedDataBunch> {
    const source = { ...this.#source, options: { ...this.#source.options, size } };
    const bunch = new StreamedDataBunch(source, await bunchTarget(source), this.unreadable);
    return this.stats ? bunch.normalize(this.stats) : bunch;
  }

  override toString(): string {
    return `StreamedDataBunch ${shownPath(this.path)}, ${this.size.join('×')}\n  ${this.trainDs}\n  ${this.validDs}`;
  }
}

const extensions: Readonly<Record<ShardFormat, string>> = { tar: '.tar', parquet: '.parquet' };

function pick({
  timeout,
  retries,
  signal,
}: StreamOptions): Pick<ShardSetOptions, 'timeout' | 'retries' | 'signal'> {
  return { ...(timeout !== undefined && { timeout }), ...(retries !== undefined && { retries }), signal };
}

/** Which rows are to learn from. */
function trainRows({ valid, validPct = 0.2, seed = 42 }: StreamOptions): {
  wanted: (key: string) => boolean;
  wantedName: string;
} {
  if (valid !== undefined) return { wanted: () => true, wantedName: 'all' };
  const isValid = validByLot(validPct, seed);
  return { wanted: (key) => !isValid(key), wantedName: `not ${validPct} of ${seed}` };
}

function notedIn(unreadable: UnreadablePhotos): (error: ShardError) => void {
  return (error) =>
    unreadable.add(
      error.shard,
      error.message
        .split('\n')[0]
        ?.slice(error.shard.length + 1)
        .replace(/\.$/, '') ?? '',
    );
}

async function scanBoth(
  shards: ShardSet,
  validShards: ShardSet,
  options: StreamOptions,
  unreadable: UnreadablePhotos,
): Promise<ShardScan> {
  const { validPct = 0.2, seed = 42, classes, onBroken, signal, valid } = options;
  if (!(validPct >= 0 && validPct < 1))
    throw new InvalidArgumentError(
      'validPct',
      validPct,
      'a share: at least 0 and below 1',
      'Write 0.2 for 20 %.',
    );
  const given = { classes, onBroken, signal, onSkip: notedIn(unreadable) };
  if (valid === undefined) return scanShards(shards, { ...given, isValid: validByLot(validPct, seed) });
  const train = await scanShards(shards, { ...given, isValid: () => false });
  const other = await scanShards(validShards, { ...given, classes: train.classes, isValid: () => true });
  return { ...train, valid: other.valid };
}

/** Without a size photos keep that of the first one. */
async function bunchTarget({
  shards,
  validShards,
  scan,
  options,
}: StreamSource): Promise<ReturnType<typeof targetOf>> {
  if (options.size !== undefined) return targetOf(options, options.size);
  const [kept] = scan.valid;
  if (kept) {
    const photo = await (await validShards.shard(kept.file)).photo(kept.place);
    return targetOf(options, (await VisionImage.open(photo)).size);
  }
  for (const file of shards.files.keys())
    for await (const row of (await shards.shard(file)).rows())
      return targetOf(options, (await VisionImage.open(await row.photo())).size);
  throw new InvalidArgumentError('size', undefined, 'a number of pixels');
}
