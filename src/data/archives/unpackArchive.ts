import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isTsvisionError, makeFolder } from '../../core/index.js';
import { ArchiveError } from '../errors.js';
import { EntryGuard, type UnpackLimits } from './entryGuard.js';
import { unpackTar } from './unpackTar.js';
import { unpackZip } from './unpackZip.js';

/**
 * Unpacks a .tar, .tar.gz, .tgz or .zip into `folder`, all of it or nothing: it is unpacked beside the folder and
 * moved there at the end. An entry that would lie outside, too many entries or too many bytes are an error; links
 * are left out, and so is what systems add on their own (`__MACOSX`, `.DS_Store`).
 *
 * An archive that holds one folder only becomes that folder itself.
 * @throws ArchiveError
 */
export async function unpackArchive(
  archive: string,
  folder: string,
  limits: UnpackLimits = {},
): Promise<void> {
  try {
    await makeFolder(folder, async (work) => {
      const unpack = /\.zip$/i.test(archive) ? unpackZip : unpackTar;
      await unpack(archive, work, new EntryGuard(archive, limits));
      const names = await readdir(work, { withFileTypes: true });
      return names.length === 1 && names[0]?.isDirectory() ? join(work, names[0].name) : undefined;
    });
  } catch (error) {
    if (isTsvisionError(error) || limits.signal?.aborted) throw error;
    throw new ArchiveError(archive, (error as Error).message, error);
  }
}
