import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import yauzl, { type Entry, type ZipFile } from 'yauzl';
import { requireSize } from '../../core/index.js';
import { ProgressBar } from '../../notebook/index.js';
import { type EntryGuard, isSystemFile } from './entryGuard.js';

const openZip = promisify<string, yauzl.Options, ZipFile>(yauzl.open);

/** Unpacks a zip into an empty folder. */
export async function unpackZip(archive: string, folder: string, guard: EntryGuard): Promise<void> {
  const zip = await openZip(archive, { lazyEntries: true, autoClose: true, validateEntrySizes: true });
  using bar = new ProgressBar(`unpack ${basename(archive)}`, zip.entryCount);
  await new Promise<void>((resolve, reject) => {
    const stop = (error: unknown): void => {
      zip.close();
      reject(error);
    };
    zip.on('error', stop);
    zip.on('end', () => resolve());
    zip.on('entry', (entry: Entry) => {
      writeEntry(zip, entry, folder, guard).then(() => {
        bar.advance();
        zip.readEntry();
      }, stop);
    });
    zip.readEntry();
  });
}

/** The upper half holds Unix modes; links are left out, because they may lead anywhere. */
function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & 0o170000) === 0o120000;
}

async function writeEntry(zip: ZipFile, entry: Entry, folder: string, guard: EntryGuard): Promise<void> {
  guard.limits.signal?.throwIfAborted();
  guard.checkPath(entry.fileName);
  if (isLink(entry) || isSystemFile(entry.fileName)) return;
  const path = join(folder, entry.fileName);
  if (entry.fileName.endsWith('/')) {
    await mkdir(path, { recursive: true });
    return;
  }
  await mkdir(dirname(path), { recursive: true });
  const content = await promisify(
    zip.openReadStream.bind(zip) as (
      e: Entry,
      done: (error: Error | null, stream: NodeJS.ReadableStream) => void,
    ) => void,
  )(entry);
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        guard.countBytes(chunk.length);
        done(null, chunk);
      } catch (error) {
        done(error as Error);
      }
    },
  });
  // `wx`: a name that occurs twice is refused instead of replacing the first.
  await pipeline(content, counted, createWriteStream(path, { flags: 'wx' }));
  await requireSize(path, entry.uncompressedSize);
}
