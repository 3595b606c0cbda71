import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ArchiveError, expandPath, PathNotFoundError } from '../../core/index.js';

/** Numbers of an idx file: bytes in the shape that its header gives. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly data: Uint8Array;
}

/**
 * Reads a file of LeCun's idx format with bytes, as it is or compressed by gzip.
 * @throws PathNotFoundError when there is no such file
 * @throws ArchiveError when it is not of that format, or cut off
 */
export async function readIdx(path: string): Promise<IdxArray> {
  const file = expandPath(path);
  const raw = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT' ? new PathNotFoundError(file, 'file') : error;
  });
  const bytes = raw[0] === 0x1f && raw[1] === 0x8b ? await unzip(file, raw) : raw;
  const [zero, alsoZero, type, rank = 0] = bytes;
  if (zero !== 0 || alsoZero !== 0 || type !== 0x08 || bytes.length < 4 + 4 * rank)
    throw new ArchiveError(file, 'it is no idx file of bytes');
  const shape = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i));
  const size = shape.reduce((a, b) => a * b, 1);
  const data = bytes.subarray(4 + 4 * rank);
  if (data.length !== size)
    throw new ArchiveError(file, `it holds ${data.length} numbers instead of ${size}`);
  return { shape, data };
}

async function unzip(file: string, raw: Buffer): Promise<Buffer> {
  return promisify(gunzip)(raw).catch((error: Error) => {
    throw new ArchiveError(file, error.message, error);
  });
}
