import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type ReadEntry } from 'tar';
import { requireSize } from '../../core/index.js';
import { ProgressBar } from '../../notebook/index.js';
import { type EntryGuard, isSystemFile } from './entryGuard.js';

/** Unpacks a tar, compressed or not, into an empty folder. */
export async function unpackTar(archive: string, folder: string, guard: EntryGuard): Promise<void> {
  const { size } = await stat(archive);
  using bar = new ProgressBar(`unpack ${basename(archive)} (MB)`, Math.round(size / 1e6));
  let read = 0;
  let refused: unknown;
  const written = new Map<string, number>();
  // The parser has no way to refuse a whole archive, so the refusal travels by the stream that feeds it.
  const feed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      read += chunk.length;
      bar.set(Math.round(read / 1e6));
      done(refused as Error | null | undefined, chunk);
    },
    flush: (done) => done(refused as Error | null | undefined),
  });
  const wanted = (path: string, entry: ReadEntry): boolean => {
    try {
      guard.checkPath(path);
      guard.countBytes(entry.size ?? 0);
    } catch (error) {
      refused ??= error;
    }
    const isFile = ['File', 'OldFile', 'ContiguousFile'].includes(entry.type);
    const isFolder = ['Directory', 'GNUDumpDir'].includes(entry.type);
    const isWanted = refused === undefined && !isSystemFile(path) && (isFile || isFolder);
    if (isWanted && isFile) written.set(join(folder, path), entry.size ?? 0);
    return isWanted;
  };
  const unpack = extract({
    cwd: folder,
    strict: true,
    preserveOwner: false,
    noMtime: false,
    filter: (path, entry) => wanted(path, entry as ReadEntry),
  });
  const { signal } = guard.limits;
  await pipeline(createReadStream(archive), feed, unpack, signal ? { signal } : {}).catch(
    (error: unknown) => {
      throw refused ?? error;
    },
  );
  if (refused !== undefined) throw refused;
  for (const [path, bytes] of written) await requireSize(path, bytes);
}
