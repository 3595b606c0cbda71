import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Random } from '../core/index.js';
import { loadMnist, type Mnist } from '../data/mnist.js';
import { tf } from '../engine/index.js';
import { drawDigit } from './drawing/digit.js';
import { lessonData } from './lessonData.js';

/** Digits for a lesson, in MNIST's form. */
export interface LessonDigits extends Mnist {
  /** MNIST, or drawn digits. */
  readonly kind: 'real' | 'drawn';
  /** A sentence that says which digits these are, and how many. */
  readonly source: string;
}

/**
 * MNIST where it is on this machine, else digits drawn in its manner: 6,000 to train and 1,000 to test. With
 * `TSVISION_FAST=1` always drawn ones, 1,000 and 200.
 *
 * @param options.train at most so many training digits. @default all
 * @param options.test at most so many test digits. @default all
 * @example
 * ```ts
 * import { lessonDigits } from 'tsvision';
 * const { trainImages } = await lessonDigits({ train: 50, test: 10 });
 * trainImages.shape; // → [ 50, 28, 28 ]
 * ```
 */
export async function lessonDigits(
  options: { readonly train?: number; readonly test?: number } = {},
): Promise<LessonDigits> {
  const fast = process.env.TSVISION_FAST === '1';
  const folder = fast ? undefined : await mnistFolder();
  const mnist = folder === undefined ? drawnDigits(fast, options) : await loadMnist({ folder, ...options });
  const kind = folder === undefined ? 'drawn' : 'real';
  const [train, test] = [mnist.trainImages, mnist.testImages].map(({ shape }) =>
    shape[0].toLocaleString('en-US'),
  );
  const what =
    kind === 'real' ? 'MNIST' : 'drawn digits, because MNIST is not on this machine or the mode is fast';
  return {
    ...mnist,
    kind,
    source: `This lesson runs on ${what}: ${train} digits to train and ${test} to test.`,
  };
}

/** The folder of MNIST's files, unless `lessonData` has only drawn digits. */
async function mnistFolder(): Promise<string | undefined> {
  const { kind, path } = await lessonData('digits');
  const images = join(path, 'train-images-idx3-ubyte');
  return kind === 'real' && (existsSync(images) || existsSync(`${images}.gz`)) ? path : undefined;
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
