import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  atomicWrite,
  DiskFullError,
  expandPath,
  FileWriteError,
  inParallel,
  withFileLock,
  writeFailure,
} from '../../core/index.js';
import { notebookPorts, ProgressBar } from '../../notebook/index.js';
import { type DownloadPlace, downloadPlaces } from './downloadPlaces.js';
import { DownloadReport, type FailedDownload } from './downloadReport.js';
import { fetchFile } from './fetchFile.js';
import { readUrlList } from './urlList.js';

/** How {@link downloadImages} works. */
export interface DownloadImagesOptions {
  /** At most this many addresses of the list. @default 1000 */
  readonly maxPics?: number;
  /** Downloads at a time; 0: one after the other, and the first failure is thrown. @default 8 */
  readonly maxWorkers?: number;
  /** Longest silence of a server, in seconds. @default 4 */
  readonly timeout?: number;
  /** Tries for each address. @default 5 */
  readonly retries?: number;
  /** Larger files are refused, in bytes. @default 100 MiB */
  readonly maxBytes?: number;
  /** Stops the download; what is complete stays. @default the notebook's interrupt */
  readonly signal?: AbortSignal;
}

/**
 * Downloads the photos of a URL list into a folder (fastai: `download_images`).
 *
 * Files are named by the address's place in the list, eight digits, and its extension (`.jpg` without one). A file
 * belongs to its address, which `.downloads.jsonl` in the folder keeps: a second run fetches only what is missing,
 * also when lines were deleted from the list, and another list gets other names. An address that stands twice is
 * fetched once. A file is written whole or not at all. What fails is in the report, and the run goes on.
 *
 * @param urls path of a file with one address a line, or the addresses
 * @throws PathNotFoundError when the file of addresses is not there
 * @throws DiskFullError {@link FileWriteError} when the folder takes no more; what is complete stays
 * @example
 * ```ts
 * import { downloadImages, servePhotos } from 'tsvision';
 * await using site = await servePhotos(photos, { deadLinks: 1 });
 * const report = await downloadImages(Object.values(site.urlFiles)[0] as string, 'bears/black');
 * report.failed.length; // → 1
 * ```
 */
export async function downloadImages(
  urls: string | readonly string[],
  dest: string,
  options: DownloadImagesOptions = {},
): Promise<DownloadReport> {
  const { maxPics = 1000, maxWorkers = 8, timeout = 4, retries = 5, maxBytes = 100 * 2 ** 20 } = options;
  const signal = options.signal ?? notebookPorts().interruptSignal();
  const list = typeof urls === 'string' ? await readUrlList(urls) : urls;
  const addresses = list.slice(0, maxPics);
  const folder = expandPath(dest);
  await mkdir(folder, { recursive: true }).catch((error) => {
    throw writeFailure(join(folder, 'photo'), error, 0);
  });
  const saved: string[] = [];
  const kept: string[] = [];
  const failed: FailedDownload[] = [];
  using bar = new ProgressBar('download', addresses.length);

  const fetchOne = async ({ url, name, existing }: DownloadPlace, index: number): Promise<void> => {
    if (existing !== undefined) kept[index] = join(folder, existing);
    else {
      try {
        await atomicWrite(join(folder, name), await fetchFile(url, { timeout, retries, maxBytes, signal }));
        saved[index] = join(folder, name);
      } catch (error) {
        if (signal.aborted || maxWorkers === 0 || isOfTheDisk(error)) throw error;
        failed[index] = { url, reason: (error as Error).message };
      }
    }
    bar.advance();
  };
  const fetchAll = async (): Promise<void> => {
    const places = await downloadPlaces(folder, addresses);
    await inParallel(places, maxWorkers, fetchOne, signal);
  };
  await withFileLock(join(folder, '.downloads.lock'), fetchAll, { signal });
  // The arrays have holes where another outcome stands; `flat` closes them and keeps the order of the list.
  return new DownloadReport(folder, saved.flat(), kept.flat(), failed.flat());
}

/** The next photo would fare no better. */
function isOfTheDisk(error: unknown): boolean {
  return error instanceof DiskFullError || error instanceof FileWriteError;
}
