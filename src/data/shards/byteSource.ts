import { open, stat } from 'node:fs/promises';
import { expandPath, PathNotFoundError } from '../../core/index.js';
import type { ByteSource } from './shard.js';
import { type FetchRangeOptions, urlSource } from './urlSource.js';

/** Opens a path or an http(s) address. @throws PathNotFoundError, DownloadError */
export function openBytes(address: string, options: FetchRangeOptions = {}): Promise<ByteSource> {
  return isUrl(address) ? urlSource(address, options) : fileSource(address);
}

/** Whether it is an address of the web and no path. */
export function isUrl(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

async function fileSource(path: string): Promise<ByteSource> {
  const absolute = expandPath(path);
  const found = await stat(absolute).catch(() => undefined);
  if (!found?.isFile()) throw new PathNotFoundError(absolute, 'file');
  const read = (offset: number, length: number): Promise<Buffer> => readPart(absolute, offset, length);
  return { name: absolute, size: found.size, piece: 2 ** 20, read };
}

/** Opening a file costs little beside reading a piece of it, and nothing stays open that somebody would have to close. */
async function readPart(path: string, offset: number, length: number): Promise<Buffer> {
  const file = await open(path);
  try {
    const bytes = Buffer.allocUnsafeSlow(length);
    for (let have = 0; have < length; ) {
      const { bytesRead } = await file.read(bytes, have, length - have, offset + have);
      if (bytesRead === 0) throw new Error(`${path} has become shorter while it was read`);
      have += bytesRead;
    }
    return bytes;
  } finally {
    await file.close();
  }
}
