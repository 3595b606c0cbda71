/** One row of numbers for each photo. */
export interface FeatureMatrix {
  /** Row by row, `count × width`. */
  readonly values: Float32Array;
  /** Features of a photo. */
  readonly width: number;
  /** Photos. */
  readonly count: number;
}

/** The matrix of some of the rows. */
export function rowsOf({ values, width }: FeatureMatrix, rows: readonly number[]): FeatureMatrix {
  const chosen = new Float32Array(rows.length * width);
  for (const [i, row] of rows.entries())
    chosen.set(values.subarray(row * width, (row + 1) * width), i * width);
  return { values: chosen, width, count: rows.length };
}
