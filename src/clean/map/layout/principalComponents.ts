import { setImmediate as nextTurn } from 'node:timers/promises';
import { Random } from '../../../core/index.js';
import { engineReady, tf } from '../../../engine/index.js';
import type { FeatureMatrix } from '../../labelErrors/featureMatrix.js';
import { sharedFloats } from '../features/unitRows.js';
import { orthonormalise, symmetricEigen } from './smallMatrices.js';

/** How {@link principalComponents} works. */
export interface PrincipalComponentsOptions {
  /** Components wanted; fewer where rows or columns are fewer. */
  readonly dims: number;
  /** Rows from which the directions are learned; more of them are drawn from. @default all */
  readonly learnedFrom?: number;
  /** Passes over the rows at most, where directions need not be exact. @default until they stand */
  readonly passes?: number;
  /** Of the beginning and of what is drawn. @default 42 */
  readonly seed?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Directions of the greatest variance, and where each row lies along them. */
export interface PrincipalComponents {
  /** Row by row, `count × dims`: centred, the component of the greatest variance first. In shared memory. */
  readonly coordinates: Float32Array;
  readonly dims: number;
  /** Variance along each of them. */
  readonly variances: readonly number[];
}

/** Rows that are multiplied at once: 20 MB of 1,280 features, and about 10 ms of the engine between two turns. */
const block = 4096;
/** So many directions more than wanted are followed: they make it converge in few passes. */
const spare = 10;
/** Squared sine of the angle by which a direction still turns, below which it stands. */
const settled = 1e-7;
/** Passes over the rows, at most. */
const mostPasses = { few: 40, many: 8 };

/**
 * Principal components by subspace iteration on the engine's products: the covariance, 1,280 × 1,280, is never made,
 * and what is made is as small as the components. Equal for equal seeds; of each direction the largest entry is
 * positive.
 *
 * Source: Halko, Martinsson, Tropp, "Finding structure with randomness", 2011, algorithm 4.4; begun on a drawn part
 * of the rows, which leaves few passes over all of them.
 */
export async function principalComponents(
  matrix: FeatureMatrix,
  { dims: wanted, learnedFrom = matrix.count, passes, seed = 42, signal }: PrincipalComponentsOptions,
): Promise<PrincipalComponents> {
  await engineReady();
  const random = new Random(`${seed}/components`);
  const { count, width } = matrix;
  const dims = Math.max(0, Math.min(wanted, width, count - 1));
  if (dims === 0) return { coordinates: sharedFloats(count * wanted), dims: wanted, variances: [] };
  const k = Math.min(dims + spare, width, count);
  let basis: Float64Array = orthonormalise(
    Float64Array.from({ length: k * width }, () => random.normal()),
    width,
  );
  let variances: number[] = [];
  for (const rows of rowSets(count, learnedFrom, random)) {
    const part = rows ? takeRows(matrix, rows) : matrix;
    ({ basis, variances } = await iterate(part, basis, dims, passes, signal));
  }
  const kept = positiveLargest(basis.subarray(0, dims * width), width);
  return {
    coordinates: await project(matrix, kept, signal),
    dims,
    variances: variances.slice(0, dims),
  };
}

/** First a drawn part, where there are many; then all, or as many as are to be learned from. `undefined`: all. */
function rowSets(count: number, learnedFrom: number, random: Random): (readonly number[] | undefined)[] {
  const drawn = random.permutation(count);
  const sets: (readonly number[] | undefined)[] = [];
  if (count > 2 * block) sets.push(drawn.slice(0, block));
  if (learnedFrom >= count) sets.push(undefined);
  else if (learnedFrom > block || sets.length === 0) sets.push(drawn.slice(0, learnedFrom));
  return sets;
}

function takeRows({ values, width }: FeatureMatrix, rows: readonly number[]): FeatureMatrix {
  const chosen = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries())
    chosen.set(values.subarray(row * width, (row + 1) * width), i * width);
  return { values: chosen, width, count: rows.length };
}

/** Turns a basis towards the greatest variance until its first directions stand. */
async function iterate(
  matrix: FeatureMatrix,
  start: Float64Array,
  dims: number,
  most: number | undefined,
  signal: AbortSignal | undefined,
): Promise<{ basis: Float64Array; variances: number[] }> {
  const { width, count } = matrix;
  const mean = meanRow(matrix);
  const passes = most ?? (count > 2 * block ? mostPasses.many : mostPasses.few);
  let asked = start;
  let turned = { basis: start, image: start, values: [] as number[] };
  for (let pass = 0; pass < passes; pass++) {
    turned = rayleighRitz(asked, await covarianceTimes(matrix, mean, asked, signal), width);
    if (pass > 0 && turnOf(asked, turned.basis, dims, width) < settled) break;
    asked = orthonormalise(turned.image, width);
  }
  const variances = turned.values.map((value) => value / Math.max(1, count - 1));
  return { basis: turned.basis, variances };
}

/** Within the subspace, the directions themselves (rows), and what the covariance makes of them. */
function rayleighRitz(
  basis: Float64Array,
  image: Float64Array,
  width: number,
): { basis: Float64Array; image: Float64Array; values: number[] } {
  const k = basis.length / width;
  const small = new Float64Array(k * k);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) {
      let sum = 0;
      for (let i = 0; i < width; i++)
        sum += (basis[a * width + i] as number) * (image[b * width + i] as number);
      small[a * k + b] = sum;
    }
  const { values, vectors } = symmetricEigen(small, k);
  return { basis: combine(vectors, basis, width), image: combine(vectors, image, width), values };
}

/** Rows of `vectors` as weights of the rows of `of`. */
function combine(vectors: Float64Array, of: Float64Array, width: number): Float64Array {
  const k = of.length / width;
  const sums = new Float64Array(of.length);
  for (let a = 0; a < k; a++)
    for (let b = 0; b < k; b++) {
      const weight = vectors[a * k + b] as number;
      for (let i = 0; i < width; i++)
        sums[a * width + i] = (sums[a * width + i] as number) + weight * (of[b * width + i] as number);
    }
  return sums;
}

/** How far the first directions have turned: the largest squared sine. */
function turnOf(before: Float64Array, after: Float64Array, dims: number, width: number): number {
  let most = 0;
  for (let a = 0; a < dims; a++) {
    let cosine = 0;
    for (let i = a * width; i < (a + 1) * width; i++) cosine += (after[i] as number) * (before[i] as number);
    most = Math.max(most, 1 - cosine ** 2);
  }
  return most;
}

function meanRow({ values, width, count }: FeatureMatrix): Float64Array {
  const sums = new Float64Array(width);
  for (let row = 0, at = 0; row < count; row++)
    for (let i = 0; i < width; i++, at++) sums[i] = (sums[i] as number) + (values[at] as number);
  return sums.map((sum) => sum / count);
}

/** `XᵀX` of the centred rows times the basis, without centring them. */
async function covarianceTimes(
  matrix: FeatureMatrix,
  mean: Float64Array,
  basis: Float64Array,
  signal: AbortSignal | undefined,
): Promise<Float64Array> {
  const { width } = matrix;
  const k = basis.length / width;
  const [directions, shift] = [basisTensor(basis, width), tf.tensor2d([...centre(basis, mean)], [1, k])];
  let sum: tf.Tensor = tf.zeros([k, width]);
  try {
    for await (const [from, to] of blocks(matrix.count, signal)) {
      const next = tf.tidy(() => {
        const rows = rowTensor(matrix, from, to);
        const along = tf.sub(tf.matMul(rows, directions, false, true), shift);
        return tf.add(sum, tf.matMul(along, rows, true, false));
      });
      sum.dispose();
      sum = next;
    }
    return Float64Array.from(await sum.data());
  } finally {
    tf.dispose([directions, shift, sum]);
  }
}

/** Where each row lies along the directions, from the mean of all. */
async function project(
  matrix: FeatureMatrix,
  basis: Float64Array,
  signal: AbortSignal | undefined,
): Promise<Float32Array> {
  const { width, count } = matrix;
  const dims = basis.length / width;
  const coordinates = sharedFloats(count * dims);
  const shift = centre(basis, meanRow(matrix));
  const directions = basisTensor(basis, width);
  try {
    for await (const [from, to] of blocks(count, signal)) {
      const along = tf.tidy(() => tf.matMul(rowTensor(matrix, from, to), directions, false, true));
      coordinates.set(await along.data(), from * dims);
      along.dispose();
    }
  } finally {
    directions.dispose();
  }
  for (let i = 0; i < coordinates.length; i++)
    coordinates[i] = (coordinates[i] as number) - (shift[i % dims] as number);
  return coordinates;
}

async function* blocks(
  count: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly [number, number]> {
  for (let from = 0; from < count; from += block) {
    signal?.throwIfAborted();
    yield [from, Math.min(count, from + block)];
    await nextTurn();
  }
}

function rowTensor({ values, width }: FeatureMatrix, from: number, to: number): tf.Tensor2D {
  // The engine may keep what it is given: of shared memory, a copy.
  return tf.tensor2d(new Float32Array(values.subarray(from * width, to * width)), [to - from, width]);
}

function basisTensor(basis: Float64Array, width: number): tf.Tensor2D {
  return tf.tensor2d(Float32Array.from(basis), [basis.length / width, width]);
}

/** Where the mean lies along each direction. */
function centre(basis: Float64Array, mean: Float64Array): Float64Array {
  const { length: width } = mean;
  return Float64Array.from({ length: basis.length / width }, (_, a) =>
    mean.reduce((sum, value, i) => sum + value * (basis[a * width + i] as number), 0),
  );
}

/** A direction and its opposite are the same: the one whose largest entry is positive. */
function positiveLargest(basis: Float64Array, width: number): Float64Array {
  const signed = Float64Array.from(basis);
  for (let from = 0; from < signed.length; from += width) {
    const row = signed.subarray(from, from + width);
    const largest = row.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
    if (largest < 0) for (let i = 0; i < width; i++) row[i] = -(row[i] as number);
  }
  return signed;
}
