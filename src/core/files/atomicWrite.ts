import { resolve } from 'node:path';
import { type WriteOptions, writeDraft } from './draft.js';

/** The last writer of each file in this process, so that of several calls the last one wins. */
const writers = new Map<string, Promise<unknown>>();

/**
 * Writes a whole file, so that a reader, or a crash at any moment, sees the old content or the new one and never
 * a part; see {@link writeDraft}. Missing folders are made.
 *
 * @throws {DiskFullError} when there is no room; the old content is still there
 * @throws {FileWriteError} when the system refuses; the old content is still there
 */
export async function atomicWrite(
  path: string,
  content: string | Uint8Array,
  options: WriteOptions = {},
): Promise<void> {
  const key = resolve(path);
  const before = writers.get(key);
  const write = async (): Promise<void> => {
    await before?.catch(() => undefined);
    await writeDraft(path, (draft) => draft.write(content), options);
  };
  const mine = write();
  writers.set(key, mine);
  try {
    await mine;
  } finally {
    if (writers.get(key) === mine) writers.delete(key);
  }
}
