import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { DiskFullError } from './errors/diskFullError.js';

/**
 * Writes a whole file so that a reader, or a crash at any moment, sees the old content or the new one and never
 * a part: a temporary file beside it, `fsync`, then rename. Missing folders are made.
 *
 * @throws {DiskFullError} when there is no room; the old content is still there
 */
export async function atomicWrite(path: string, content: string | Uint8Array): Promise<void> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : asBuffer(content);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomic(path, bytes);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new DiskFullError(path, bytes.byteLength, error);
    throw error;
  }
}

/** The same memory, not a copy: weights are large. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
