/**
 * The straight line through points by least squares.
 * @param {readonly number[]} xs at least two different ones
 * @param {readonly number[]} ys
 */
export function linearFit(xs, ys) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(xs), mean(ys)];
  const slope =
    xs.reduce((sum, each, i) => sum + (each - x) * (ys[i] - y), 0) /
    xs.reduce((sum, each) => sum + (each - x) ** 2, 0);
  return { slope, intercept: y - slope * x };
}
