/** Points of a space of few dimensions, row by row; those of the greatest variance first make the search fast. */
export interface Points {
  readonly values: Float32Array;
  readonly dims: number;
}

/** For each point asked about, `k` others, the nearest first; fewer points leave −1 at an infinite distance. */
export interface NearestRows {
  readonly indices: Int32Array;
  /** Euclidean. */
  readonly distances: Float32Array;
  readonly k: number;
}

/** Lets others run, and hears how far the work is. */
export type Tell = (share: number) => Promise<void> | void;

/**
 * The exact nearest of some points among others, without the point itself: all pairs are looked at, but most are given
 * up after a few dimensions, as soon as they are farther than the k nearest so far.
 *
 * @param asked rows about which is asked
 * @param among rows that are candidates
 */
export async function nearestRows(
  points: Points,
  asked: Int32Array,
  among: Int32Array,
  k: number,
  tell: Tell = () => undefined,
): Promise<NearestRows> {
  const indices = new Int32Array(asked.length * k).fill(-1);
  const squares = new Float32Array(asked.length * k).fill(Number.POSITIVE_INFINITY);
  const packed = pack(points, among);
  for (let i = 0; i < asked.length; i++) {
    nearestOf(points, asked[i] as number, among, packed, {
      indices: indices.subarray(i * k, (i + 1) * k),
      squares: squares.subarray(i * k, (i + 1) * k),
    });
    if (i % 64 === 63) await tell((i + 1) / asked.length);
  }
  return { indices, distances: squares.map(Math.sqrt), k };
}

/** The candidates' rows side by side: they are read once for every point that is asked about. */
function pack({ values, dims }: Points, among: Int32Array): Float32Array {
  const packed = new Float32Array(among.length * dims);
  for (let i = 0; i < among.length; i++) {
    const row = among[i] as number;
    packed.set(values.subarray(row * dims, (row + 1) * dims), i * dims);
  }
  return packed;
}

function nearestOf(
  { values, dims }: Points,
  row: number,
  among: Int32Array,
  packed: Float32Array,
  found: { readonly indices: Int32Array; readonly squares: Float32Array },
): void {
  const { indices, squares } = found;
  const last = squares.length - 1;
  const own = values.subarray(row * dims, (row + 1) * dims);
  let farthest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < among.length; i++) {
    const square = squaredDistance(own, packed, i * dims, dims, farthest);
    if (!(square < farthest)) continue;
    const other = among[i] as number;
    if (other === row) continue;
    let place = last;
    while (place > 0 && (squares[place - 1] as number) > square) {
      squares[place] = squares[place - 1] as number;
      indices[place] = indices[place - 1] as number;
      place--;
    }
    squares[place] = square;
    indices[place] = other;
    farthest = squares[last] as number;
  }
}

/** Or a number that is not below `limit`, as soon as that is certain. */
export function squaredDistance(
  own: Float32Array,
  others: Float32Array,
  from: number,
  dims: number,
  limit: number,
): number {
  let sum = 0;
  let d = 0;
  for (; d + 4 <= dims; d += 4) {
    const a = (own[d] as number) - (others[from + d] as number);
    const b = (own[d + 1] as number) - (others[from + d + 1] as number);
    const c = (own[d + 2] as number) - (others[from + d + 2] as number);
    const e = (own[d + 3] as number) - (others[from + d + 3] as number);
    sum += a * a + b * b + c * c + e * e;
    if (sum >= limit) return sum;
  }
  for (; d < dims; d++) sum += ((own[d] as number) - (others[from + d] as number)) ** 2;
  return sum;
}
