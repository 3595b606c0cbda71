import { Header, Pax, types } from 'tar';
import { ShardError } from '../errors.js';
import type { PieceReader } from './pieceReader.js';

/** A file within a tar. */
export interface TarMember {
  readonly path: string;
  /** First byte of its first header. */
  readonly at: number;
  /** First byte of its content. */
  readonly offset: number;
  /** Bytes of its content. */
  readonly size: number;
}

const block = 512;
/** A header that goes before another, such as a long name, is never so long. */
const maxExtension = 2 ** 20;
/** What extensions are about; other headers are extensions themselves. */
const ordinary: ReadonlySet<string> = types.normalFsTypes;
const files = new Set(['File', 'OldFile', 'ContiguousFile']);

/**
 * The files of a tar from a header on. Headers are read by node-tar's own classes; the walk over them is ours, because its
 * parser tells no offsets, without which no place in a tar can be gone back to.
 *
 * @param rowsBefore for messages
 * @throws ShardError where a header is damaged, or the file ends without the mark of an empty block
 */
export async function* tarMembers(
  reader: PieceReader,
  from: number,
  rowsBefore: () => number,
): AsyncGenerator<TarMember> {
  const { name, size: total } = reader.source;
  const fail = (problem: keyof typeof remedies, what: string, offset: number): ShardError =>
    new ShardError(name, problem, what, { offset, rows: rowsBefore(), remedy: remedies[problem] });
  // What follows the last row of a whole tar.
  if (from === total && total > 0) return;
  if (total < block) throw fail('notTar', await whatElse(reader), 0);
  const extensions: Extensions = {};
  for (let at = from, start = from; ; ) {
    if (at + block > total) throw fail('cut', 'is cut', total);
    const bytes = reader.peek(at, block) ?? (await reader.read(at, block));
    const header = new Header(bytes, 0, extensions.own, extensions.all);
    if (header.nullBlock) return;
    const { type, size, path = '', cksumValid } = header;
    if (!cksumValid || size === undefined)
      throw at === 0 ? fail('notTar', await whatElse(reader), 0) : fail('damaged', 'is damaged', at);
    const offset = at + block;
    const next = offset + Math.ceil(size / block) * block;
    if (next > total) throw fail('cut', `is cut within ${path}`, total);
    if (files.has(type)) yield { path, at: start, offset, size };
    if (ordinary.has(header.typeKey)) {
      extensions.own = undefined;
      start = next;
    } else {
      if (size > maxExtension) throw fail('damaged', 'is damaged: a name of a megabyte', at);
      extend(extensions, type, (await reader.read(offset, size)).toString('utf8'));
    }
    at = next;
  }
}

/** What headers before the one of a file say of it, and of all files. */
interface Extensions {
  own?: Pax | undefined;
  all?: Pax | undefined;
}

function extend(extensions: Extensions, type: string, text: string): void {
  if (type === 'ExtendedHeader' || type === 'OldExtendedHeader')
    extensions.own = Pax.parse(text, extensions.own, false);
  else if (type === 'GlobalExtendedHeader') extensions.all = Pax.parse(text, extensions.all, true);
  else if (type === 'NextFileHasLongPath' || type === 'OldGnuLongPath')
    extensions.own = Object.assign(extensions.own ?? new Pax({}), { path: text.replace(/\0.*$/s, '') });
}

const remedies = {
  cut: 'Copy or download the shard again; { onBroken: "skip" } goes on with what is whole and with the other shards.',
  damaged: 'Copy or download the shard again; { onBroken: "skip" } passes over the rest of it.',
  notTar: 'Name shards that webdataset’s TarWriter or tar wrote, not compressed.',
} as const;

/** What a file is that begins as no tar. */
async function whatElse(reader: PieceReader): Promise<string> {
  if (reader.source.size === 0) return 'is empty';
  const head = await reader.read(0, 4);
  if (head[0] === 0x1f && head[1] === 0x8b) return 'is no tar but compressed (gunzip makes it one)';
  if (head.toString('latin1') === 'PAR1') return 'is no tar but Parquet (fromParquet reads it)';
  return 'is no tar';
}
