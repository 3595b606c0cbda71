import { setImmediate as nextTurn } from 'node:timers/promises';
import { engineReady, tf } from '../engine/index.js';
import type { FeatureMatrix } from './labelErrors/featureMatrix.js';

/** Two rows that are alike. */
export interface SimilarPair {
  readonly rows: readonly [number, number];
  /** Cosine, −1 … 1. */
  readonly similarity: number;
}

/** How {@link topPairs} searches. */
export interface TopPairsOptions {
  /** Which pairs count. @default all */
  readonly wanted?: (pair: readonly [number, number]) => boolean;
  /** Ends the search between two blocks. */
  readonly signal?: AbortSignal;
}

/** Rows that are compared with each other at once. */
const block = 1024;

/**
 * The `count` pairs of rows with the greatest cosine similarity, most similar first: products of blocks on the
 * engine. Memory is that of the rows, one product and the pairs that are kept, whatever the number of rows.
 */
export async function topPairs(
  { values, width, count: rows }: FeatureMatrix,
  count: number,
  { wanted = () => true, signal }: TopPairsOptions = {},
): Promise<SimilarPair[]> {
  await engineReady();
  const unit = unitRows(values, width, rows);
  const best = new BestPairs(count);
  for (let from = 0; from < rows; from += block) {
    for (let to = from; to < rows; to += block) {
      const product = await productOf(blockOf(unit, width, from), blockOf(unit, width, to));
      product.forEach((similarities, i) => {
        for (let j = to === from ? i + 1 : 0; j < similarities.length; j++) {
          const similarity = similarities[j] as number;
          if (similarity > best.least && wanted([from + i, to + j]))
            best.add({ rows: [from + i, to + j], similarity });
        }
      });
      await nextTurn();
      signal?.throwIfAborted();
    }
  }
  return best.pairs;
}

/** The best of the pairs that it is given; the others go now and then. */
class BestPairs {
  #kept: SimilarPair[] = [];
  /** What a pair must exceed to be kept. */
  least = Number.NEGATIVE_INFINITY;

  constructor(private readonly count: number) {}

  add(pair: SimilarPair): void {
    this.#kept.push(pair);
    if (this.#kept.length > 2 * this.count + 1000) this.#trim();
  }

  get pairs(): SimilarPair[] {
    this.#trim();
    return this.#kept;
  }

  #trim(): void {
    this.#kept = this.#kept.sort((a, b) => b.similarity - a.similarity).slice(0, this.count);
    if (this.#kept.length === this.count) this.least = this.#kept.at(-1)?.similarity ?? this.least;
  }
}

function blockOf(unit: Float32Array, width: number, from: number): readonly [Float32Array, [number, number]] {
  const part = unit.subarray(from * width, (from + block) * width);
  return [part, [part.length / width, width]];
}

/** Each row of one block times each of the other. */
async function productOf(
  a: ReturnType<typeof blockOf>,
  b: ReturnType<typeof blockOf>,
): Promise<Float32Array[]> {
  const product = tf.tidy(() => tf.matMul(tf.tensor2d(...a), tf.tensor2d(...b), false, true));
  const values = (await product.data()) as Float32Array;
  product.dispose();
  const [[, [height]], [, [width]]] = [a, b];
  return Array.from({ length: height }, (_, i) => values.subarray(i * width, (i + 1) * width));
}

function unitRows(values: Float32Array, width: number, rows: number): Float32Array {
  const unit = Float32Array.from(values);
  for (let row = 0; row < rows; row++) {
    const own = unit.subarray(row * width, (row + 1) * width);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) || 1;
    for (let k = 0; k < width; k++) own[k] = (own[k] as number) / length;
  }
  return unit;
}
