import { createHash } from 'node:crypto';
import type { FeatureMatrix } from '../../labelErrors/featureMatrix.js';
import type { Points } from '../layout/nearestRows.js';
import { principalComponents } from '../layout/principalComponents.js';
import type { PhotoFeatures } from './photoFeatures.js';
import { rowProduct, toUnitRows } from './unitRows.js';

/** Dimensions in which neighbourhoods are looked for; beyond them features differ by noise. */
const searchDims = 50;
/** Photos from which these dimensions are learned: they need not be exact. */
const learnedFrom = 4096;

/** A photo beside another, by number, and the cosine of their features. */
export interface Likeness {
  readonly index: number;
  readonly similarity: number;
}

/** Features of unit length with what is asked of them: rows are photos that could be read. */
export class MappedFeatures {
  readonly matrix: FeatureMatrix;
  /** Number of the photo of each row. */
  readonly photos: Int32Array;
  /** SHA-256 of each row's photo. */
  readonly contents: readonly string[];
  readonly #rows = new Map<number, number>();

  /** @param total photos of the list, those without features too */
  constructor(
    features: FeatureMatrix & Pick<PhotoFeatures, 'photos' | 'contents'>,
    readonly total: number,
  ) {
    this.matrix = toUnitRows(features);
    this.photos = features.photos;
    this.contents = features.contents;
    for (const [row, photo] of this.photos.entries()) this.#rows.set(photo, row);
  }

  rowOf(photo: number): number | undefined {
    return this.#rows.get(photo);
  }

  /** A hash of the photos' contents: with others, the layout is another. */
  get key(): string {
    return createHash('sha256').update(this.contents.join()).digest('hex').slice(0, 24);
  }

  /** The first two principal components of each row; two photos lie on a line. */
  async plane(signal: AbortSignal): Promise<Float32Array> {
    const { coordinates, dims } = await principalComponents(this.matrix, { dims: 2, signal });
    if (dims === 2) return coordinates;
    return Float32Array.from({ length: 2 * this.matrix.count }, (_, i) =>
      i % 2 === 0 ? (coordinates[i / 2] as number) : 0,
    );
  }

  /** Points in the few dimensions in which neighbourhoods are looked for. */
  async points(signal?: AbortSignal): Promise<Points> {
    const found = await principalComponents(this.matrix, {
      dims: searchDims,
      learnedFrom,
      passes: 6,
      signal,
    });
    return { values: found.coordinates, dims: found.dims };
  }

  /** The photos that resemble one most, itself left out. */
  nearest(photo: number, count: number): Likeness[] {
    const row = this.rowOf(photo);
    if (row === undefined) return [];
    const similarities = Float32Array.from(this.photos, (_, other) => rowProduct(this.matrix, row, other));
    const rows = Array.from(this.photos.keys()).filter((other) => other !== row);
    rows.sort((a, b) => (similarities[b] as number) - (similarities[a] as number) || a - b);
    return rows.slice(0, count).map((other) => ({
      index: this.photos[other] as number,
      similarity: Math.min(1, similarities[other] as number),
    }));
  }

  /** Values of rows by number of the photo, `each` of them; NaN where there is no row. */
  byPhoto(values: Float32Array, each: number): Float32Array {
    const all = new Float32Array(this.total * each).fill(Number.NaN);
    for (const [row, photo] of this.photos.entries())
      all.set(values.subarray(row * each, (row + 1) * each), photo * each);
    return all;
  }
}

/** Places within −1 … 1 around the middle of what they take up, of equal scale both ways. */
export function withinUnit(positions: Float32Array): Float32Array {
  const [least, most] = [
    [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY],
  ] as [number[], number[]];
  for (const [i, value] of positions.entries()) {
    least[i % 2] = Math.min(least[i % 2] as number, value);
    most[i % 2] = Math.max(most[i % 2] as number, value);
  }
  const middle = [0, 1].map((axis) => ((least[axis] as number) + (most[axis] as number)) / 2);
  const half = Math.max(...[0, 1].map((axis) => ((most[axis] as number) - (least[axis] as number)) / 2));
  return positions.map((value, i) => (half > 0 ? (value - (middle[i % 2] as number)) / half : 0));
}
