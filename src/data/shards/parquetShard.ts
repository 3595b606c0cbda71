import { createHash } from 'node:crypto';
import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { parseJson } from '../../core/index.js';
import { ShardError } from '../errors.js';
import { named } from './rowLabel.js';
import {
  type ByteSource,
  firstRow,
  maxPhotoBytes,
  type PhotoPlace,
  type RowPlace,
  type Shard,
  type ShardRow,
} from './shard.js';

/** How a Parquet file is read. */
export interface ParquetShardOptions {
  /** Column of the photos: bytes, or Hugging Face's `{ bytes, path }`. @default 'image' */
  readonly photo?: string | undefined;
  /** Column of the classes: names or numbers. @default 'label' */
  readonly label?: string | undefined;
  /**
   * Column that names a row, by which it finds its side of a split.
   * @default none: the SHA-256 of the photo, so that equal photos are on one side
   */
  readonly key?: string | undefined;
}

/** More bytes than this, compressed, are no group of rows to hold in memory at once. */
const maxGroupBytes = 2 ** 30;

type Cells = Readonly<Record<string, unknown>>;

/** Rows of a group that are in memory. */
interface Group {
  readonly start: number;
  readonly end: number;
  readonly rows: readonly Cells[];
}

/** Opens a Parquet file. @throws ShardError when it is cut, something else, or lacks the columns */
export async function openParquet(
  source: ByteSource,
  options: ParquetShardOptions = {},
): Promise<ParquetShard> {
  const file: AsyncBuffer = {
    byteLength: source.size,
    slice: async (start, end = source.size) => exactly(await source.read(start, end - start)),
  };
  const metadata = await readMetadata(source, file);
  const { photo = 'image', label = 'label', key } = options;
  checkColumns(source, metadata, photo, key);
  return new ParquetShard(source, file, metadata, { photo, label, key });
}

/** A Parquet file with a photo in each row, one group of which is in memory at a time. */
export class ParquetShard implements Shard {
  #group: Promise<Group> | undefined;
  #loaded = -1;

  constructor(
    /** The file's bytes. */
    readonly source: ByteSource,
    /** The same, as hyparquet reads them. */
    readonly file: AsyncBuffer,
    /** The table of contents at the file's end. */
    readonly metadata: FileMetaData,
    /** Names of the columns that are read; without a column of keys a row is known by its photo's SHA-256. */
    readonly columns: { readonly photo: string; readonly label: string; readonly key: string | undefined },
  ) {}

  get name(): string {
    return this.source.name;
  }

  get classes(): readonly string[] | undefined {
    return classNames(this.metadata, this.columns.label);
  }

  async *rows(from: RowPlace = firstRow): AsyncGenerator<ShardRow> {
    const count = Number(this.metadata.num_rows);
    for (let row = from.at; row < count; row++) {
      const { rows, start } = await this.#groupOf(row);
      yield this.#row(row, rows[row - start] as Cells);
    }
  }

  async photo({ at }: PhotoPlace): Promise<Uint8Array> {
    const { rows, start } = await this.#groupOf(at);
    return this.#photo(at, rows[at - start] as Cells);
  }

  #row(row: number, cells: Cells): ShardRow {
    const { label: labelColumn, key: keyColumn } = this.columns;
    const name = `${this.name}#${row}`;
    const label = (): string | number => {
      const told = named(cells[labelColumn], labelColumn);
      if ('label' in told) return told.label;
      throw new ShardError(name, 'label', `has no class: ${told.problem}`, {
        rows: row,
        remedy: "Name its column: { label: 'COLUMN' }.",
      });
    };
    const bytes = bytesOf(cells[this.columns.photo]);
    const key = keyColumn === undefined ? contentKey(bytes, name) : String(cells[keyColumn]);
    const place = { at: row, bytes: bytes?.length ?? 0 };
    return {
      key,
      name,
      place,
      next: { at: row + 1, row: row + 1 },
      label,
      photo: async () => this.#photo(row, cells),
    };
  }

  #photo(row: number, cells: Cells): Uint8Array {
    const bytes = bytesOf(cells[this.columns.photo]);
    const name = `${this.name}#${row}`;
    if (!bytes || bytes.length === 0)
      throw new ShardError(name, 'row', `has no photo in ${this.columns.photo}`, {
        rows: row,
        remedy: 'Mend it, or pass over it: { onBroken: "skip" }.',
      });
    if (bytes.length > maxPhotoBytes)
      throw new ShardError(name, 'tooLarge', `has a photo of ${Math.round(bytes.length / 2 ** 20)} MiB`, {
        rows: row,
      });
    return new Uint8Array(bytes);
  }

  /** The group of a row. The one that was read last is kept, also for others that ask while it comes. */
  #groupOf(row: number): Promise<Group> {
    const groups = this.metadata.row_groups;
    let start = 0;
    let number = 0;
    while (start + Number(groups[number]?.num_rows) <= row) start += Number(groups[number++]?.num_rows);
    if (this.#loaded === number && this.#group) return this.#group;
    this.#loaded = number;
    this.#group = this.#read(number, start);
    // Whoever asks again after a failure asks the file again.
    this.#group.catch(() => (this.#loaded = -1));
    return this.#group;
  }

  async #read(number: number, start: number): Promise<Group> {
    const group = this.metadata.row_groups[number];
    const end = start + Number(group?.num_rows);
    const { photo, label, key } = this.columns;
    const has = new Set(topColumns(this.metadata));
    const columns = [photo, label, ...(key === undefined ? [] : [key])].filter((name) => has.has(name));
    const size = (group?.columns ?? []).reduce(
      (sum, { meta_data }) => sum + Number(meta_data?.total_compressed_size ?? 0),
      0,
    );
    if (size > maxGroupBytes)
      throw new ShardError(
        this.name,
        'tooLarge',
        `has ${end - start} rows in one group, ${Math.round(size / 2 ** 20)} MiB of memory`,
        {
          rows: start,
          remedy: 'Write it with smaller groups: in Python pq.write_table(table, path, row_group_size=1000).',
        },
      );
    const request = {
      file: this.file,
      metadata: this.metadata,
      columns,
      rowStart: start,
      rowEnd: end,
      utf8: false,
    };
    const rows = await parquetReadObjects({ ...request, compressors }).catch((cause: unknown) => {
      throw damaged(this.source, start, cause);
    });
    return { start, end, rows };
  }
}

async function readMetadata(source: ByteSource, file: AsyncBuffer): Promise<FileMetaData> {
  const head = source.size < 12 ? '' : (await source.read(0, 4)).toString('latin1');
  if (head !== 'PAR1')
    throw new ShardError(source.name, 'notParquet', 'is no Parquet file', {
      offset: 0,
      remedy: 'Name files that end in .parquet; tars of webdataset are for fromShards.',
    });
  const foot = (await source.read(source.size - 4, 4)).toString('latin1');
  if (foot !== 'PAR1')
    throw new ShardError(
      source.name,
      'cut',
      'is cut: the table of its contents, which stands at the end, is missing',
      {
        offset: source.size,
        remedy: 'Copy or download the file again; { onBroken: "skip" } goes on with the others.',
      },
    );
  return parquetMetadataAsync(file).catch((cause: unknown) => {
    throw damaged(source, 0, cause);
  });
}

function damaged(source: ByteSource, rows: number, cause: unknown): unknown {
  // What the connection to a server did says so itself.
  if (cause instanceof Error && cause.name === 'DownloadError') return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new ShardError(source.name, 'damaged', `is damaged (${reason})`, {
    rows,
    cause,
    remedy: 'Copy or download the file again; { onBroken: "skip" } passes over the rest of it.',
  });
}

function topColumns(metadata: FileMetaData): string[] {
  return parquetSchema(metadata).children.map(({ element }) => element.name);
}

function checkColumns(
  source: ByteSource,
  metadata: FileMetaData,
  photo: string,
  key: string | undefined,
): void {
  const columns = topColumns(metadata);
  const fail = (what: string): ShardError =>
    new ShardError(source.name, 'columns', what, {
      remedy: "Name them: { photo: 'image', label: 'label' }.",
    });
  for (const name of [photo, ...(key === undefined ? [] : [key])])
    if (!columns.includes(name)) throw fail(`has no column ${name}, but ${columns.join(', ')}`);
  const column = parquetSchema(metadata).children.find(({ element }) => element.name === photo);
  const leaf = column?.children.find(({ element }) => element.name === 'bytes') ?? column;
  if (leaf?.element.type !== 'BYTE_ARRAY' || isText(leaf.element))
    throw fail(`has no photos in ${photo}: it is neither bytes nor { bytes, path }`);
}

function isText({
  converted_type,
  logical_type,
}: {
  converted_type?: string;
  logical_type?: { type: string };
}): boolean {
  return converted_type === 'UTF8' || logical_type?.type === 'STRING';
}

function bytesOf(cell: unknown): Uint8Array | undefined {
  if (cell instanceof Uint8Array) return cell;
  const { bytes } = (cell ?? {}) as { readonly bytes?: unknown };
  return bytes instanceof Uint8Array ? bytes : undefined;
}

function contentKey(bytes: Uint8Array | undefined, name: string): string {
  return bytes ? createHash('sha256').update(bytes).digest('base64url') : name;
}

/** The names that Hugging Face writes beside the schema for a column of class numbers. */
function classNames(metadata: FileMetaData, label: string): readonly string[] | undefined {
  const text = metadata.key_value_metadata?.find(({ key }) => key === 'huggingface')?.value;
  try {
    const told = parseJson(text ?? '') as { info?: { features?: Record<string, { names?: unknown }> } };
    const names = told.info?.features?.[label]?.names;
    return Array.isArray(names) && names.every((name) => typeof name === 'string') ? names : undefined;
  } catch {
    return undefined;
  }
}

/** hyparquet looks into the whole of what it is given. */
function exactly({ buffer, byteOffset, length }: Buffer): ArrayBuffer {
  const isWhole = byteOffset === 0 && length === buffer.byteLength;
  return (isWhole ? buffer : buffer.slice(byteOffset, byteOffset + length)) as ArrayBuffer;
}
