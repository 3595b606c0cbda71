import { commandLine, expandPath, PathNotFoundError, Random } from '../core/index.js';
import { digitsFolder, holdsDigits, packagedDigits } from '../data/index.js';
import { loadMnist, type Mnist } from '../data/mnist.js';
import { tf } from '../engine/index.js';
import { drawDigit } from './drawing/digit.js';

/** Digits for a lesson, in MNIST's form. */
export interface LessonDigits extends Mnist {
  /** MNIST, or drawn digits. */
  readonly kind: 'real' | 'drawn';
  /** A sentence that says which digits these are, how many, and how to have others. */
  readonly source: string;
}

/** Which digits {@link lessonDigits} gives. */
export interface LessonDigitsOptions {
  /** Folder of MNIST's four idx files. @default `TSVISION_DIGITS`, else the first place that has them */
  readonly folder?: string | undefined;
  /** At most so many training digits. @default all */
  readonly train?: number | undefined;
  /** At most so many test digits. @default all */
  readonly test?: number | undefined;
}

/**
 * Handwritten digits, the first of these that are there: MNIST's idx files in a named folder, in `mnist` below
 * `TSVISION_DATA` or in the cache folder (60,000 to train and 10,000 to test); those that the set-up has fetched (8,000 and
 * 2,000 of MNIST); digits drawn in their manner (6,000 and 1,000). With `TSVISION_FAST=1` always drawn ones, 1,000 and 200.
 *
 * @throws {PathNotFoundError} when the named folder has no idx files
 * @example
 * ```ts
 * import { lessonDigits } from 'tsvision';
 * const { trainImages } = await lessonDigits({ train: 50, test: 10 });
 * trainImages.shape; // → [ 50, 28, 28 ]
 * ```
 */
export async function lessonDigits(options: LessonDigitsOptions = {}): Promise<LessonDigits> {
  const fast = process.env.TSVISION_FAST === '1';
  const found = namedFolder(options.folder) ?? digitsFolder();
  const folder = fast ? undefined : found;
  const { train, test } = options;
  const limits = { ...(train !== undefined && { train }), ...(test !== undefined && { test }) };
  const mnist = folder === undefined ? drawnDigits(fast, limits) : await loadMnist({ folder, ...limits });
  const kind = folder === undefined ? 'drawn' : 'real';
  return { ...mnist, kind, source: sentence(mnist, folder, fast) };
}

/** @throws {PathNotFoundError} when there are no digits where they are said to be */
function namedFolder(option: string | undefined): string | undefined {
  const named = option ?? process.env.TSVISION_DIGITS;
  if (!named) return undefined;
  const folder = expandPath(named);
  if (holdsDigits(folder)) return folder;
  const who =
    option === undefined ? 'TSVISION_DIGITS names its folder; correct or unset it' : 'Correct `folder`';
  throw new PathNotFoundError(`${folder}/train-images-idx3-ubyte`, 'file', `${who}.`);
}

function sentence({ trainImages, testImages }: Mnist, folder: string | undefined, fast: boolean): string {
  const [train, test] = [trainImages, testImages].map(({ shape }) => shape[0].toLocaleString('en-US'));
  const what =
    folder === undefined ? 'drawn digits' : folder === packagedDigits() ? 'a part of MNIST' : 'MNIST';
  return `This lesson runs on ${what}: ${train} digits to train and ${test} to test.${howToChange(folder, fast)}`;
}

/** What a student does to have other digits. */
function howToChange(folder: string | undefined, fast: boolean): string {
  if (fast) return ' That is because TSVISION_FAST is set: unset it for real ones.';
  if (folder === undefined) return ` \`${commandLine('setup')}\` fetches real ones (5 MB).`;
  if (folder !== packagedDigits()) return '';
  return ' For all 70,000, name the folder of MNIST’s four idx files: `lessonDigits({ folder })`.';
}

function drawnDigits(
  fast: boolean,
  { train = 60_000, test = 10_000 }: { train?: number; test?: number },
): Mnist {
  const [trainImages, trainLabels] = drawSet('train', Math.min(train, fast ? 1000 : 6000));
  const [testImages, testLabels] = drawSet('test', Math.min(test, fast ? 200 : 1000));
  return { trainImages, trainLabels, testImages, testLabels };
}

function drawSet(part: string, n: number): [tf.Tensor3D, tf.Tensor1D] {
  const size = 28;
  const random = new Random(`digits/${part}`);
  const labels = Int32Array.from({ length: n }, () => random.int(10));
  const pixels = new Int32Array(n * size * size);
  labels.forEach((label, i) => {
    const canvas = drawDigit(label, random.fork(i), size);
    const { data } = canvas.getContext('2d').getImageData(0, 0, size, size);
    for (let p = 0; p < size * size; p++) pixels[i * size * size + p] = data[4 * p] as number;
  });
  return [tf.tensor3d(pixels, [n, size, size], 'int32'), tf.tensor1d(labels, 'int32')];
}
