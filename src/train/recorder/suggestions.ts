/** One point of the curve that lrFind measures. */
export interface LrFindPoint {
  /** Learning rate of the step. */
  readonly lr: number;
  /** Smoothed loss. */
  readonly loss: number;
}

/** Learning rates that different rules read off the curve. */
export interface LrSuggestions {
  /** In the middle of the longest fall (fastai v2's default). */
  readonly valley: number;
  /** Coming from the right, the last rate before the loss moves fast (fastai's interval slide rule). */
  readonly slide: number;
  /** A tenth of the rate with the least loss. */
  readonly minimum: number;
  /** Where the loss falls fastest against the logarithm of the rate. */
  readonly steep: number;
  /** Where the loss falls fastest from point to point (fastai v1's `suggestion`). */
  readonly gradient: number;
}

/** What each suggestion is, in words; in the order in which they are told. */
export const rules: Readonly<Record<keyof LrSuggestions, string>> = {
  valley: 'in the middle of the longest fall (fastai’s default)',
  slide: 'the last rate, from the right, before the loss moves fast',
  minimum: 'a tenth of the rate of the least loss',
  steep: 'where the loss falls fastest per factor of the rate',
  gradient: 'where it falls fastest from point to point (fastai v1)',
};

/**
 * Whether the loss falls by more than it scatters: of a curve that only wanders, or rises, each rule picks noise. The
 * fall counts from the median of the flat beginning to the least loss.
 */
export function fallsClearly(points: readonly LrFindPoint[]): boolean {
  const losses = points.map(({ loss }) => loss);
  if (losses.length < 3) return false;
  const { start, scatter } = flatPart(losses);
  const least = indexOfLeast(losses);
  // With its neighbours: one lucky batch is no fall.
  const low = losses.slice(Math.max(0, least - 1), least + 2);
  const height = start - low.reduce((sum, loss) => sum + loss, 0) / low.length;
  return height > 2.5 * scatter && height > 0.05 * Math.abs(start);
}

/** The beginning, at rates too small to learn anything: its median, and how far it scatters. */
function flatPart(losses: readonly number[]): { start: number; scatter: number } {
  const flat = losses.slice(0, Math.max(1, Math.ceil(indexOfLeast(losses) / 3)));
  const start = [...flat].sort((a, b) => a - b)[Math.floor(flat.length / 2)] as number;
  const scatter = Math.sqrt(flat.reduce((sum, loss) => sum + (loss - start) ** 2, 0) / flat.length);
  return { start, scatter };
}

/** All suggestions; the points are those without the first tenth and the last 5 of a test. */
export function suggestRates(points: readonly LrFindPoint[]): LrSuggestions | undefined {
  if (points.length < 3) return undefined;
  return {
    valley: valley(points),
    slide: slide(points),
    minimum: minimum(points),
    steep: steep(points),
    gradient: gradientMinimum(points),
  };
}

function valley(points: readonly LrFindPoint[]): number {
  const n = points.length;
  const lengths = new Array<number>(n).fill(1);
  let end = 0;
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const falls = (points[i] as LrFindPoint).loss < (points[j] as LrFindPoint).loss;
      if (falls && (lengths[i] as number) < (lengths[j] as number) + 1)
        lengths[i] = (lengths[j] as number) + 1;
    }
    if ((lengths[end] as number) < (lengths[i] as number)) end = i;
  }
  const start = end - (lengths[end] as number);
  const third = (end - start) / 3;
  return rateAt(points, start + Math.trunc(third) + Math.trunc(third / 2));
}

function slide(points: readonly LrFindPoint[], width = 15, threshold = 0.005): number {
  const slopes = gradient(points.map(({ loss }) => loss));
  let right = points.length - 1;
  let left = Math.max(0, right - width);
  let found = left;
  while (left >= 0 && Math.abs((slopes[right] as number) - (slopes[left] as number)) > threshold) {
    found = left;
    right -= 1;
    left -= 1;
  }
  return rateAt(points, found);
}

function minimum(points: readonly LrFindPoint[]): number {
  return rateAt(points, indexOfLeast(points.map(({ loss }) => loss))) / 10;
}

function steep(all: readonly LrFindPoint[]): number {
  const points = fall(all);
  const slopes = points.slice(1).map(({ lr, loss }, i) => {
    const before = points[i] as LrFindPoint;
    return (loss - before.loss) / (Math.log(lr) - Math.log(before.lr));
  });
  return rateAt(points, indexOfLeast(slopes));
}

function gradientMinimum(all: readonly LrFindPoint[]): number {
  const points = fall(all);
  return rateAt(points, indexOfLeast(gradient(points.map(({ loss }) => loss))));
}

/**
 * The part in which the loss really falls: from where it has come down by a tenth of the whole fall to where a tenth
 * is left. Before it, at rates too small to learn anything, the steepest step is noise.
 */
export function fall(points: readonly LrFindPoint[]): readonly LrFindPoint[] {
  const losses = points.map(({ loss }) => loss);
  const least = indexOfLeast(losses);
  const floor = losses[least] as number;
  const height = flatPart(losses).start - floor;
  const above = (share: number): number => floor + share * height;
  const end = losses.findIndex((loss, i) => i === least || loss <= above(0.1));
  const start = losses.slice(0, end).findLastIndex((loss) => loss >= above(0.9));
  const part = points.slice(Math.max(0, start), end + 1);
  return part.length > 2 ? part : points;
}

/** NumPy's `gradient`: central differences, one-sided at the ends. */
function gradient(values: readonly number[]): number[] {
  const last = values.length - 1;
  return values.map((_, i) => {
    const [before, after] = [Math.max(0, i - 1), Math.min(last, i + 1)];
    return ((values[after] as number) - (values[before] as number)) / (after - before);
  });
}

function indexOfLeast(values: readonly number[]): number {
  return values.reduce((least, value, i) => (value < (values[least] as number) ? i : least), 0);
}

function rateAt(points: readonly LrFindPoint[], index: number): number {
  return (points[Math.min(points.length - 1, Math.max(0, index))] as LrFindPoint).lr;
}
