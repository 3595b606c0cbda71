import type { FeatureMatrix } from './labelErrors/featureMatrix.js';

/** Two rows that are alike. */
export interface SimilarPair {
  readonly rows: readonly [number, number];
  /** Cosine, −1 … 1. */
  readonly similarity: number;
}

/** Rows that are compared with each other at once, so that they stay in the processor's cache. */
const block = 256;

/**
 * The `count` pairs of rows with the greatest cosine similarity, most similar first. Memory is that of the rows
 * and of the pairs that are kept, whatever the number of rows.
 */
export function topPairs(
  { values, width, count: rows }: FeatureMatrix,
  count: number,
  wanted: (pair: readonly [number, number]) => boolean = () => true,
): SimilarPair[] {
  const unit = unitRows(values, width, rows);
  let kept: SimilarPair[] = [];
  let least = Number.NEGATIVE_INFINITY;
  const trim = (): void => {
    kept = kept.sort((a, b) => b.similarity - a.similarity).slice(0, count);
    if (kept.length === count) least = kept.at(-1)?.similarity ?? least;
  };
  for (let from = 0; from < rows; from += block) {
    for (let to = from; to < rows; to += block) {
      for (let i = from; i < Math.min(rows, from + block); i++) {
        for (let j = Math.max(i + 1, to); j < Math.min(rows, to + block); j++) {
          const similarity = dot(unit, i * width, j * width, width);
          if (similarity > least && wanted([i, j])) kept.push({ rows: [i, j], similarity });
        }
        if (kept.length > 2 * count + 1000) trim();
      }
    }
  }
  trim();
  return kept;
}

function unitRows(values: Float32Array, width: number, rows: number): Float32Array {
  const unit = Float32Array.from(values);
  for (let row = 0; row < rows; row++) {
    const length = Math.sqrt(dot(values, row * width, row * width, width)) || 1;
    for (let i = row * width; i < (row + 1) * width; i++) unit[i] = (unit[i] as number) / length;
  }
  return unit;
}

function dot(values: Float32Array, a: number, b: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < width; k++) sum += (values[a + k] as number) * (values[b + k] as number);
  return sum;
}
