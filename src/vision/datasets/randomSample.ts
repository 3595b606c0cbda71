import { access, mkdir, rename, unlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { copyWhole, expandPath, InvalidArgumentError } from '../../core/index.js';
import { listImageFiles } from '../../data/index.js';
import { photoIdentity, photoLot } from './split.js';

/** Options of {@link moveRandomSample} and {@link copyRandomSample}. */
export interface RandomSampleOptions {
  /** How many photos, in all. */
  readonly n: number;
  /** Seed of the choice. @default 42 */
  readonly seed?: number | string;
}

/**
 * Moves `n` random photos of a folder to another one, each at its path below the folder: the way to a validation
 * set for `train/cats/1.jpg` → `valid/cats/1.jpg`.
 *
 * @returns the new paths
 * @throws InvalidArgumentError when there are fewer photos than `n`, or a file is in the way (nothing is replaced)
 * @example
 * ```ts
 * import { moveRandomSample } from 'tsvision';
 * await moveRandomSample('photos/black', 'valid/black', { n: 3 });
 * ```
 */
export async function moveRandomSample(
  from: string,
  to: string,
  options: RandomSampleOptions,
): Promise<string[]> {
  return transfer(from, to, options, moveFile);
}

/**
 * Copies `n` random photos of a folder to another one, as {@link moveRandomSample} moves them.
 * @example
 * ```ts
 * import { copyRandomSample } from 'tsvision';
 * const copies = await copyRandomSample('photos/black', 'sample/black', { n: 3 });
 * copies.length; // → 3
 * ```
 */
export async function copyRandomSample(
  from: string,
  to: string,
  options: RandomSampleOptions,
): Promise<string[]> {
  return transfer(from, to, options, copyWhole);
}

async function transfer(
  from: string,
  to: string,
  { n, seed = 42 }: RandomSampleOptions,
  put: (source: string, target: string) => Promise<void>,
): Promise<string[]> {
  const [source, destination] = [expandPath(from), expandPath(to)];
  const { images } = await listImageFiles(source, { exclude: [destination] });
  if (!(Number.isInteger(n) && n >= 0 && n <= images.length))
    throw new InvalidArgumentError('n', n, `an integer of 0 to ${images.length}, the photos in ${source}`);
  const pairs = drawnByLot(source, images, seed)
    .slice(0, n)
    .map((path) => ({ path, target: join(destination, relative(source, path)) }));
  // All targets are looked at first, so that nothing has moved when one is in the way.
  for (const { target } of pairs) {
    if (
      await access(target).then(
        () => true,
        () => false,
      )
    )
      throw new InvalidArgumentError(
        'to',
        to,
        'a folder without these photos',
        `${target} is there already.`,
      );
  }
  for (const { path, target } of pairs) {
    await mkdir(dirname(target), { recursive: true });
    await put(path, target);
  }
  return pairs.map(({ target }) => target);
}

/**
 * By each photo’s own lot, so that photos that come or go change the choice by no more than themselves. Another lot
 * than that of a split by the same seed, which would find the whole sample on one side.
 */
function drawnByLot(root: string, images: readonly string[], seed: number | string): string[] {
  const lots = new Map(images.map((path) => [path, photoLot(photoIdentity(root, path), `${seed}/sample`)]));
  return [...images].sort((a, b) => (lots.get(a) as number) - (lots.get(b) as number));
}

async function moveFile(source: string, target: string): Promise<void> {
  await rename(source, target).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EXDEV') throw error;
    await copyWhole(source, target);
    await unlink(source);
  });
}
