import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { cacheFolder, expandPath, withFileLock } from '../../core/index.js';
import { notebookPorts } from '../../notebook/index.js';
import type { UnpackLimits } from './entryGuard.js';
import { type Checksum, resumableDownload } from './resumableDownload.js';
import { unpackArchive } from './unpackArchive.js';
import type { DatasetUrl } from './urls.js';

/** How {@link untarData} works. */
export interface UntarDataOptions extends Pick<UnpackLimits, 'maxBytes' | 'maxEntries'> {
  /** Folder that takes the archive and the set's own folder. @default `data` in the cache folder */
  readonly dest?: string;
  /** Checksum of the archive, where the address does not bring its own. */
  readonly checksum?: Checksum;
  /** Stops the download; the next try goes on. @default the notebook's interrupt */
  readonly signal?: AbortSignal;
}

/**
 * Downloads and unpacks a data set (fastai: `untar_data`), unless its folder is there already.
 *
 * @param source one of `URLs`, or the address of a .tgz, .tar, .tar.gz or .zip
 * @returns the set's folder
 * @throws DownloadError when it cannot be fetched (the next try goes on where it stopped)
 * @throws ChecksumError when it is another file than it should be
 * @throws ArchiveError when it cannot be unpacked
 * @example
 * ```ts no-run
 * import { untarData, URLs } from 'tsvision';
 * const path = await untarData(URLs.PETS);
 * ```
 */
export async function untarData(
  source: DatasetUrl | string,
  options: UntarDataOptions = {},
): Promise<string> {
  const set: DatasetUrl = typeof source === 'string' ? { name: nameOf(source), url: source } : source;
  const signal = options.signal ?? notebookPorts().interruptSignal();
  const dest = options.dest === undefined ? cacheFolder('data') : expandPath(options.dest);
  const folder = join(dest, set.name);
  if (!(await exists(folder))) {
    const fetchAndUnpack = (): Promise<void> => fetchSet(set, dest, folder, { ...options, signal });
    await withFileLock(join(dest, `${set.name}.lock`), fetchAndUnpack, { signal });
  }
  return folder;
}

async function fetchSet(
  set: DatasetUrl,
  dest: string,
  folder: string,
  options: UntarDataOptions,
): Promise<void> {
  // Another process may have done it while this one waited for the lock.
  if (await exists(folder)) return;
  const { maxBytes, maxEntries, signal } = options;
  const archive = join(dest, basename(new URL(set.url).pathname));
  if (!(await exists(archive))) {
    const checksum = options.checksum ?? set.checksum;
    await resumableDownload(set.url, archive, { size: set.size, checksum, signal });
  }
  await unpackArchive(archive, folder, {
    ...(maxBytes === undefined ? {} : { maxBytes }),
    ...(maxEntries === undefined ? {} : { maxEntries }),
    signal,
  });
}

function nameOf(url: string): string {
  return basename(new URL(url).pathname).replace(/\.(tgz|tar\.gz|tar|zip)$/i, '');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
