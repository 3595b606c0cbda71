import { mkdir, readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { atomicWrite, expandPath } from '../../core/index.js';
import { notebookPorts, ProgressBar } from '../../notebook/index.js';
import { inParallel } from '../inParallel.js';
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
 * Files are named by the address's place in the list, eight digits, and its extension (`.jpg` without one). A
 * file is written whole or not at all. What fails is in the report, and the run goes on; a second run fetches
 * only what is missing.
 *
 * @param urls path of a file with one address a line, or the addresses
 * @throws PathNotFoundError when the file of addresses is not there
 */
export async function downloadImages(
  urls: string | readonly string[],
  dest: string,
  options: DownloadImagesOptions = {},
): Promise<DownloadReport> {
  const { maxPics = 1000, maxWorkers = 8, timeout = 4, retries = 5, maxBytes = 100 * 2 ** 20 } = options;
  const signal = options.signal ?? notebookPorts().interruptSignal();
  const addresses = (typeof urls === 'string' ? await readUrlList(urls) : [...urls]).slice(0, maxPics);
  const folder = expandPath(dest);
  await mkdir(folder, { recursive: true });
  const there = await filesByIndex(folder);
  const saved: string[] = [];
  const kept: string[] = [];
  const failed: FailedDownload[] = [];
  using bar = new ProgressBar('download', addresses.length);

  const fetchOne = async (url: string, index: number): Promise<void> => {
    const name = fileName(url, index);
    const existing = there.get(name.slice(0, 8));
    if (existing !== undefined) kept[index] = join(folder, existing);
    else {
      try {
        await atomicWrite(join(folder, name), await fetchFile(url, { timeout, retries, maxBytes, signal }));
        saved[index] = join(folder, name);
      } catch (error) {
        if (signal.aborted || maxWorkers === 0) throw error;
        failed[index] = { url, reason: (error as Error).message };
      }
    }
    bar.advance();
  };
  await inParallel(addresses, maxWorkers, fetchOne, signal);
  // The arrays have holes where another outcome stands; `flat` closes them and keeps the order of the list.
  return new DownloadReport(folder, saved.flat(), kept.flat(), failed.flat());
}

/** `00000012.jpg`: the place in the list, and the extension of the address's path. */
function fileName(url: string, index: number): string {
  const extension = URL.canParse(url) ? extname(new URL(url).pathname).toLowerCase() : '';
  return String(index).padStart(8, '0') + (/^\.[a-z0-9]{2,5}$/.test(extension) ? extension : '.jpg');
}

async function filesByIndex(folder: string): Promise<Map<string, string>> {
  const names = await readdir(folder);
  return new Map(
    names.filter((name) => /^\d{8}\.[a-z0-9]+$/.test(name)).map((name) => [name.slice(0, 8), name]),
  );
}
