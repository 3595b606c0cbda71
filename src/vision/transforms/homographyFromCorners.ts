import type { Matrix3 } from './matrix3.js';

/** A point as (x, y). */
export type Point = readonly [number, number];

/**
 * The homography that sends four points to four others, by solving the eight linear equations of its entries
 * (the ninth is 1). No three of the points may lie on a line.
 */
export function homographyFromCorners(from: readonly Point[], to: readonly Point[]): Matrix3 {
  const rows: number[][] = [];
  from.forEach(([x, y], i) => {
    const [u, v] = to[i] as Point;
    rows.push([x, y, 1, 0, 0, 0, -u * x, -u * y, u]);
    rows.push([0, 0, 0, x, y, 1, -v * x, -v * y, v]);
  });
  return [...solve(rows), 1] as unknown as Matrix3;
}

/** Gauss–Jordan elimination with pivoting on rows of coefficients followed by the right side. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  const at = (r: number, c: number): number => rows[r]?.[c] as number;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let r = column + 1; r < n; r++) if (Math.abs(at(r, column)) > Math.abs(at(pivot, column))) pivot = r;
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const lead = rows[column] as number[];
    for (let r = 0; r < n; r++) {
      if (r === column) continue;
      const factor = at(r, column) / (lead[column] as number);
      const row = rows[r] as number[];
      for (let c = column; c <= n; c++) row[c] = (row[c] as number) - factor * (lead[c] as number);
    }
  }
  return rows.map((row, i) => (row[n] as number) / (row[i] as number));
}
