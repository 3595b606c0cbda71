import { nearestRows, type Points, type Tell } from './layout/nearestRows.js';

/** Photos of the own class that a photo is measured against. */
const kin = 5;

/**
 * How far each photo lies from its own class: the mean distance to its nearest of that class, divided by what is usual
 * there (the median), so that a class of many looks and one of few are judged alike. 1 is usual, 3 three times as far.
 * NaN for photos without a class, and where a class has fewer than 3.
 *
 * @param classes of each row; −1: none
 */
export async function classDistances(
  points: Points,
  classes: Int32Array,
  tell: Tell = () => undefined,
): Promise<Float32Array> {
  const scores = new Float32Array(classes.length).fill(Number.NaN);
  let done = 0;
  for (const rows of rowsByClass(classes).values()) {
    if (rows.length < 3) continue;
    const k = Math.min(kin, rows.length - 1);
    const { distances } = await nearestRows(points, rows, rows, k, (share) =>
      tell((done + share * rows.length) / classes.length),
    );
    const means = Float32Array.from(rows, (_, i) => mean(distances.subarray(i * k, (i + 1) * k)));
    const usual = median(means);
    for (const [i, row] of rows.entries())
      scores[row] = usual > 0 ? (means[i] as number) / usual : apart(means[i]);
    done += rows.length;
  }
  return scores;
}

/** Where most photos of a class are copies of each other, whatever is none lies apart. */
function apart(distance = 0): number {
  return distance > 0 ? 1e6 * distance : 1;
}

function rowsByClass(classes: Int32Array): Map<number, Int32Array> {
  const lists = new Map<number, number[]>();
  for (const [row, one] of classes.entries()) {
    if (one < 0) continue;
    const list = lists.get(one);
    if (list) list.push(row);
    else lists.set(one, [row]);
  }
  return new Map([...lists].map(([one, list]) => [one, Int32Array.from(list)]));
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: Float32Array): number {
  const sorted = Float32Array.from(values).sort();
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}
