import { basename } from 'node:path';
import { ShardError } from '../errors.js';
import { PieceReader } from './pieceReader.js';
import { type FoundLabel, labelExtensions, labelOf } from './rowLabel.js';
import {
  type ByteSource,
  firstRow,
  maxPhotoBytes,
  type PhotoPlace,
  type RowPlace,
  type Shard,
  type ShardRow,
} from './shard.js';
import { type TarMember, tarMembers } from './tarMembers.js';

/** How a webdataset is read. */
export interface TarShardOptions {
  /**
   * Member that tells the class: `cls` (a number or a name), `txt` (a name) or `json.FIELD`.
   * @default the first of `cls`, `json.label` and `txt` that a row has
   */
  readonly label?: string | undefined;
}

const photoExtensions: ReadonlySet<string> = new Set(
  'jpg jpeg png webp gif tif tiff avif bmp ppm pgm pnm img image'.split(' '),
);

async function textOf(reader: PieceReader, { offset, size }: TarMember): Promise<string> {
  return (reader.peek(offset, size) ?? (await reader.read(offset, size))).toString('utf8');
}

/** A label longer than this is none. */
const maxLabelBytes = 2 ** 16;

/**
 * A tar as webdataset writes it: neighbours whose names are equal up to the first dot are one row, `0007.jpg` and
 * `0007.cls`. A row counts when what comes after it has begun, so that a cut never gives half of one.
 */
export class TarShard implements Shard {
  readonly classes = undefined;

  constructor(
    readonly source: ByteSource,
    readonly options: TarShardOptions = {},
  ) {}

  get name(): string {
    return this.source.name;
  }

  async *rows(from: RowPlace = firstRow): AsyncGenerator<ShardRow> {
    const reader = new PieceReader(this.source);
    let parts: RowParts | undefined;
    let { row } = from;
    for await (const member of tarMembers(reader, from.at, () => row)) {
      const [key, extension] = keyOf(member.path);
      if (key === undefined) continue;
      if (parts && parts.key !== key) yield this.#row(reader, parts, { at: member.at, row: ++row });
      if (!parts || parts.key !== key) parts = { key, members: new Map(), texts: new Map() };
      parts.members.set(extension, member);
      if (labelExtensions.includes(extension) && member.size <= maxLabelBytes)
        parts.texts.set(extension, await textOf(reader, member));
    }
    // The end mark was there, so that the last row is whole.
    if (parts) yield this.#row(reader, parts, { at: this.source.size, row: ++row });
  }

  async photo({ at, bytes }: PhotoPlace): Promise<Uint8Array> {
    return this.source.read(at, bytes);
  }

  #row(reader: PieceReader, { key, members, texts }: RowParts, next: RowPlace): ShardRow {
    const name = `${this.name}/${key}`;
    const found = [...members].find(([extension]) => photoExtensions.has(extension))?.[1];
    const rows = next.row - 1;
    const place = { at: found?.offset ?? 0, bytes: found?.size ?? 0 };
    const label = (): string | number => {
      const told: FoundLabel = labelOf(texts, this.options.label);
      if ('label' in told) return told.label;
      throw new ShardError(name, 'label', `has no class: ${told.problem}`, { rows, remedy: labelRemedy });
    };
    const photo = async (): Promise<Uint8Array> => {
      if (!found) throw noPhoto(name, [...members.keys()], rows);
      if (found.size > maxPhotoBytes) throw tooLarge(name, found, rows);
      return new Uint8Array(reader.peek(found.offset, found.size) ?? (await this.photo(place)));
    };
    return { key, name, place, next, label, photo };
  }
}

interface RowParts {
  readonly key: string;
  /** By extension in small letters. */
  readonly members: Map<string, TarMember>;
  readonly texts: Map<string, string>;
}

const labelRemedy = "Say where it stands: { label: 'cls' }, { label: 'txt' }, or { label: 'json.FIELD' }.";

/** A member's key and extension; none for what webdataset passes over: no extension, `__meta__`, macOS's `._x`. */
function keyOf(path: string): readonly [key: string, extension: string] | readonly [undefined] {
  const file = basename(path);
  const dot = file.indexOf('.');
  if (dot <= 0 || /^__.*__/.test(file)) return [undefined];
  const folder = path.slice(0, path.length - file.length);
  return [(folder + file.slice(0, dot)).replace(/^\.\//, ''), file.slice(dot + 1).toLowerCase()];
}

function noPhoto(name: string, extensions: readonly string[], rows: number): ShardError {
  return new ShardError(name, 'row', `has no photo but ${extensions.join(', ')}`, {
    rows,
    remedy:
      'A row’s photo is called as its other members, KEY.jpg beside KEY.cls; mend it, or pass over it: { onBroken: "skip" }.',
  });
}

function tooLarge(name: string, { offset, size }: TarMember, rows: number): ShardError {
  return new ShardError(name, 'tooLarge', `has a photo of ${Math.round(size / 2 ** 20)} MiB`, {
    offset,
    rows,
  });
}
