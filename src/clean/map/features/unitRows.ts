import type { FeatureMatrix } from '../../labelErrors/featureMatrix.js';

/**
 * Brings rows to length 1, in place: the cosine of two photos then is a product, and their distance goes with it. A row
 * of zeros stays one.
 */
export function toUnitRows<T extends FeatureMatrix>(matrix: T): T {
  const { values, width, count } = matrix;
  for (let row = 0; row < count; row++) {
    const [from, to] = [row * width, (row + 1) * width];
    let squares = 0;
    for (let i = from; i < to; i++) squares += (values[i] as number) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let i = from; i < to; i++) values[i] = (values[i] as number) * scale;
  }
  return matrix;
}

/** Zeros in memory that threads share. */
export function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(length * Float32Array.BYTES_PER_ELEMENT));
}

/** Product of two rows: of unit rows, their cosine. */
export function rowProduct({ values, width }: FeatureMatrix, a: number, b: number): number {
  let sum = 0;
  for (let i = a * width, j = b * width, end = i + width; i < end; i++, j++)
    sum += (values[i] as number) * (values[j] as number);
  return sum;
}
