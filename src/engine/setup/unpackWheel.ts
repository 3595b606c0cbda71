import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import yauzl from 'yauzl';
import { requireSize } from '../../core/index.js';

/**
 * Unpacks those files of a wheel (a zip file) that `wanted` names into `folder`, as pip would lay them out.
 * Names that would leave the folder are refused by yauzl.
 */
export async function unpackWheel(
  wheel: string,
  folder: string,
  wanted: (name: string) => boolean,
  signal?: AbortSignal,
): Promise<void> {
  const zip = await openZip(wheel);
  await new Promise<void>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', resolve);
    zip.on('entry', (entry: yauzl.Entry) => {
      if (!wanted(entry.fileName)) {
        zip.readEntry();
        return;
      }
      writeEntry(zip, entry, join(folder, entry.fileName), signal).then(() => zip.readEntry(), reject);
    });
    zip.readEntry();
  }).finally(() => zip.close());
}

/** The text of the wheel's METADATA file: its name, version and what it requires. */
export async function wheelMetadata(wheel: string): Promise<string> {
  const zip = await openZip(wheel);
  return new Promise<string>((resolve, reject) => {
    zip.on('error', reject);
    zip.on('end', () => reject(new Error(`${wheel} has no METADATA`)));
    zip.on('entry', (entry: yauzl.Entry) => {
      if (!/^[^/]+\.dist-info\/METADATA$/.test(entry.fileName)) {
        zip.readEntry();
        return;
      }
      zip.openReadStream(entry, (error, stream) => {
        if (error) return reject(error);
        let text = '';
        stream.setEncoding('utf8');
        stream.on('data', (chunk: string) => {
          text += chunk;
        });
        stream.on('error', reject);
        stream.on('end', () => resolve(text));
      });
    });
    zip.readEntry();
  }).finally(() => zip.close());
}

function openZip(path: string): Promise<yauzl.ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.open(path, { lazyEntries: true, autoClose: false }, (error, zip) =>
      error ? reject(error) : resolve(zip),
    );
  });
}

async function writeEntry(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
    zip.openReadStream(entry, (error, readable) => (error ? reject(error) : resolve(readable)));
  });
  await pipeline(stream, createWriteStream(path), signal ? { signal } : {});
  await requireSize(path, entry.uncompressedSize);
}
