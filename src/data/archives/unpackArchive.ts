import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { ArchiveError } from '../../core/index.js';
import { EntryGuard, type UnpackLimits } from './entryGuard.js';
import { unpackTar } from './unpackTar.js';
import { unpackZip } from './unpackZip.js';

/**
 * Unpacks a .tar, .tar.gz, .tgz or .zip into `folder`, all of it or nothing: it is unpacked beside the folder and
 * moved there at the end. An entry that would lie outside, too many entries or too many bytes are an error; links
 * are left out.
 *
 * An archive that holds one folder only becomes that folder itself.
 * @throws ArchiveError
 */
export async function unpackArchive(
  archive: string,
  folder: string,
  limits: UnpackLimits = {},
): Promise<void> {
  const work = join(dirname(folder), `.${basename(folder)}-${randomUUID().slice(0, 8)}`);
  await mkdir(work, { recursive: true });
  try {
    const unpack = /\.zip$/i.test(archive) ? unpackZip : unpackTar;
    await unpack(archive, work, new EntryGuard(archive, limits));
    const names = await readdir(work, { withFileTypes: true });
    const only = names.length === 1 && names[0]?.isDirectory() ? names[0].name : undefined;
    await rename(only === undefined ? work : join(work, only), folder);
  } catch (error) {
    if (error instanceof ArchiveError || limits.signal?.aborted) throw error;
    throw new ArchiveError(archive, (error as Error).message, error);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
