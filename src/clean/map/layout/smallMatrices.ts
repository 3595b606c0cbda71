/**
 * Rows of length 1, each at right angles to those before it (Gram–Schmidt, twice: once leaves rounding errors). A row
 * that is a sum of those before it becomes 0.
 */
export function orthonormalise(rows: Float64Array, width: number): Float64Array {
  const made = Float64Array.from(rows);
  const count = made.length / width;
  for (let a = 0; a < count; a++) {
    const row = made.subarray(a * width, (a + 1) * width);
    const before = Math.sqrt(product(row, row));
    for (let turn = 0; turn < 2; turn++)
      for (let b = 0; b < a; b++) {
        const other = made.subarray(b * width, (b + 1) * width);
        const along = product(row, other);
        for (let i = 0; i < width; i++) row[i] = (row[i] as number) - along * (other[i] as number);
      }
    const length = Math.sqrt(product(row, row));
    const scale = length > 1e-9 * before ? 1 / length : 0;
    for (let i = 0; i < width; i++) row[i] = (row[i] as number) * scale;
  }
  return made;
}

/**
 * Eigenvalues, the greatest first, and eigenvectors as rows of a small symmetric matrix.
 *
 * Source: Jacobi's method, cyclic; Golub and Van Loan, "Matrix computations", 8.5.
 */
export function symmetricEigen(
  matrix: Float64Array,
  n: number,
): { readonly values: number[]; readonly vectors: Float64Array } {
  const m = Float64Array.from(matrix);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * n + i] = 1;
  for (let sweep = 0; sweep < 60 && offDiagonal(m, n) > 1e-22; sweep++)
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(m, vectors, n, p, q);
  const order = Array.from({ length: n }, (_, i) => i).sort(
    (a, b) => (m[b * n + b] as number) - (m[a * n + a] as number),
  );
  const sorted = new Float64Array(n * n);
  for (const [place, i] of order.entries()) sorted.set(vectors.subarray(i * n, (i + 1) * n), place * n);
  return { values: order.map((i) => m[i * n + i] as number), vectors: sorted };
}

/** Squares beside the diagonal, as a share of all. */
function offDiagonal(m: Float64Array, n: number): number {
  let [beside, all] = [0, 0];
  for (let i = 0; i < n * n; i++) {
    const square = (m[i] as number) ** 2;
    all += square;
    if (i % (n + 1) !== 0) beside += square;
  }
  return all > 0 ? beside / all : 0;
}

/** Makes entry p, q zero by a rotation of these two axes. */
function rotate(m: Float64Array, vectors: Float64Array, n: number, p: number, q: number): void {
  const entry = m[p * n + q] as number;
  if (entry === 0) return;
  const theta = ((m[q * n + q] as number) - (m[p * n + p] as number)) / (2 * entry);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let i = 0; i < n; i++) turn(m, i * n + p, i * n + q, c, s);
  for (let i = 0; i < n; i++) turn(m, p * n + i, q * n + i, c, s);
  for (let i = 0; i < n; i++) turn(vectors, p * n + i, q * n + i, c, s);
}

function turn(m: Float64Array, a: number, b: number, c: number, s: number): void {
  const [x, y] = [m[a] as number, m[b] as number];
  m[a] = c * x - s * y;
  m[b] = s * x + c * y;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}
