/** Principal components the slow way: the whole covariance, power iteration, and deflation, in doubles. */
export function plainComponents(values: ArrayLike<number>, width: number, dims: number) {
  const count = values.length / width;
  const at = (row: number, i: number): number => values[row * width + i] as number;
  const mean = Array.from({ length: width }, (_, i) => {
    let sum = 0;
    for (let row = 0; row < count; row++) sum += at(row, i);
    return sum / count;
  });
  const covariance = Array.from({ length: width }, (_, i) =>
    Array.from({ length: width }, (_, j) => {
      let sum = 0;
      for (let row = 0; row < count; row++)
        sum += (at(row, i) - (mean[i] as number)) * (at(row, j) - (mean[j] as number));
      return sum / (count - 1);
    }),
  );
  const coordinates = new Float64Array(count * dims);
  const variances: number[] = [];
  for (let d = 0; d < dims; d++) {
    let vector = covariance.map((_, i) => Math.sin(i + 1));
    let value = 0;
    for (let turn = 0; turn < 5000; turn++) {
      const image = covariance.map((row) => row.reduce((sum, c, j) => sum + c * (vector[j] as number), 0));
      value = Math.hypot(...image);
      vector = image.map((x) => x / value);
    }
    const largest = vector.reduce((most, x) => (Math.abs(x) > Math.abs(most) ? x : most), 0);
    if (largest < 0) vector = vector.map((x) => -x);
    variances.push(value);
    for (const [i, row] of covariance.entries())
      for (const j of row.keys())
        row[j] = (row[j] as number) - value * (vector[i] as number) * (vector[j] as number);
    for (let row = 0; row < count; row++)
      coordinates[row * dims + d] = vector.reduce(
        (sum, x, i) => sum + x * (at(row, i) - (mean[i] as number)),
        0,
      );
  }
  return { coordinates, variances };
}

/**
 * How far neighbours in the plane are neighbours in truth, 0 to 1: scikit-learn's `trustworthiness`, after Venna and
 * Kaski, 2001, by sorting all distances.
 */
export function trustworthiness(values: Float32Array, dims: number, places: Float32Array, k: number): number {
  const count = values.length / dims;
  const order = (from: Float32Array, width: number, row: number): number[] => {
    const distance = (other: number): number => {
      let sum = 0;
      for (let i = 0; i < width; i++)
        sum += ((from[row * width + i] as number) - (from[other * width + i] as number)) ** 2;
      return sum;
    };
    return Array.from({ length: count }, (_, other) => other)
      .filter((other) => other !== row)
      .map((other) => [distance(other), other] as const)
      .sort(([a], [b]) => a - b)
      .map(([, other]) => other);
  };
  let penalty = 0;
  for (let row = 0; row < count; row++) {
    const ranks = new Map(order(values, dims, row).map((other, rank) => [other, rank + 1]));
    for (const other of order(places, 2, row).slice(0, k))
      penalty += Math.max(0, (ranks.get(other) as number) - k);
  }
  return 1 - (2 / (count * k * (2 * count - 3 * k - 1))) * penalty;
}
