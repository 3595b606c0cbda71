import { setImmediate as nextTurn } from 'node:timers/promises';
import { engineReady, tf } from '../../engine/index.js';
import type { FeatureMatrix } from './featureMatrix.js';

/** Photos of its own class, and of the others, that a photo is measured against. */
const kin = 10;
/** A class of fewer photos says nothing of what is usual in it. */
const fewest = 5;
/** Modified z-score from which on a photo is an outlier, by Iglewicz and Hoaglin, 1993. */
const farthest = 3.5;
/** Cosine from which on two are the same photo: a body that is trained well makes a class alike, and no lower one would do. */
const sameLikeness = 0.9999;
/** Rows that are compared at once. */
const block = 1024;

/** How each photo fits its class; rows are those of the features. */
export interface ClassFit {
  /** Share of the photos that fit their class better, 0 … 1; 0 where that cannot be said. */
  readonly oddness: Float64Array;
  /** Whether it lies farther from its class than what is usual there explains. */
  readonly outlying: readonly boolean[];
  /** The first row that shows the same picture: its own where there is no copy before it. */
  readonly firstCopy: Int32Array;
}

/**
 * How badly photos fit their class, by the mean cosine distance to the ten nearest photos of it and to the ten nearest of the
 * others. A wrong label shows in the ratio of the two, the nonconformity of conformal prediction (Vovk, Gammerman, Shafer,
 * “Algorithmic Learning in a Random World”, 2005); what is of no class, as a logo among bears, in the distance from the own
 * class, by what is usual in it. Each counts by its rank, and the chance of both as if they were independent: no scale is
 * chosen. A copy says nothing: two photos of the same statue must not vouch for each other.
 *
 * @param labels class index of each row; −1 where unknown
 */
export async function classOddness(
  features: FeatureMatrix,
  labels: readonly number[],
  signal?: AbortSignal,
): Promise<ClassFit> {
  const { own, others, firstCopy } = await classDistances(features, labels, signal);
  const oddness = new Float64Array(labels.length);
  const outlying = labels.map(() => false);
  const usual = new Map<number, number>();
  for (const label of new Set(labels)) {
    const rows = labels.flatMap((one, row) => (one === label ? [row] : []));
    if (label < 0 || rows.length < fewest) continue;
    const judged = rows.filter((row) => Number.isFinite(own[row]));
    const distances = judged.map((row) => own[row] as number);
    const scores = modifiedScores(distances);
    for (const [i, share] of sharesBelow(distances).entries()) {
      usual.set(judged[i] as number, 1 - share);
      outlying[judged[i] as number] = (scores[i] as number) > farthest;
    }
  }
  const rows = [...usual.keys()];
  // Of a set of one class there is only the distance from it.
  const ratios = sharesBelow(rows.map((row) => (own[row] as number) / (others[row] || 1)));
  const chances = rows.map((row, i) => (1 - (ratios[i] as number)) * (usual.get(row) as number));
  for (const [i, share] of sharesBelow(chances.map((chance) => -chance)).entries())
    oddness[rows[i] as number] = share;
  return { oddness, outlying, firstCopy };
}

interface ClassDistances {
  /** Mean to the nearest of the own class and of the others; NaN where there are none. */
  readonly own: Float64Array;
  readonly others: Float64Array;
  readonly firstCopy: Int32Array;
}

async function classDistances(
  features: FeatureMatrix,
  labels: readonly number[],
  signal?: AbortSignal,
): Promise<ClassDistances> {
  const { count } = features;
  const found = {
    own: new Float64Array(count).fill(Number.NaN),
    others: new Float64Array(count).fill(Number.NaN),
    firstCopy: Int32Array.from(labels, (_, row) => row),
  };
  for await (const { row, likenesses } of likenessRows(features, signal)) {
    const label = labels[row] as number;
    const [own, others] = [new Nearest(), new Nearest()];
    for (let other = 0; other < count; other++) {
      const likeness = likenesses[other] as number;
      if (other === row) continue;
      if (likeness >= sameLikeness) {
        if (other < row)
          found.firstCopy[row] = Math.min(found.firstCopy[row] as number, found.firstCopy[other] as number);
      } else if ((labels[other] as number) >= 0) (labels[other] === label ? own : others).add(1 - likeness);
    }
    if (label < 0) continue;
    found.own[row] = own.mean;
    found.others[row] = others.mean;
  }
  return found;
}

/** Each row's cosine to every row, in order, by products on the engine. */
async function* likenessRows(
  features: FeatureMatrix,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly row: number; readonly likenesses: Float32Array }> {
  await engineReady();
  const { count, width } = features;
  const unit = tf.tidy(() => {
    const rows = tf.tensor2d(features.values, [count, width]);
    return tf.div(rows, tf.maximum(tf.norm(rows, 2, 1, true), 1e-12)) as tf.Tensor2D;
  });
  try {
    for (let from = 0; from < count; from += block) {
      const rows = Math.min(block, count - from);
      const product = tf.tidy(() => tf.matMul(tf.slice(unit, [from, 0], [rows, width]), unit, false, true));
      const values = (await product.data()) as Float32Array;
      product.dispose();
      for (let i = 0; i < rows; i++)
        yield { row: from + i, likenesses: values.subarray(i * count, (i + 1) * count) };
      await nextTurn();
      signal?.throwIfAborted();
    }
  } finally {
    unit.dispose();
  }
}

/** The smallest of the distances that it is given. */
class Nearest {
  readonly #kept: number[] = [];

  add(distance: number): void {
    const kept = this.#kept;
    if (kept.length === kin && !(distance < (kept[kin - 1] as number))) return;
    if (kept.length === kin) kept.pop();
    let place = kept.length;
    while (place > 0 && (kept[place - 1] as number) > distance) place--;
    kept.splice(place, 0, distance);
  }

  get mean(): number {
    return this.#kept.reduce((sum, distance) => sum + distance, 0) / this.#kept.length;
  }
}

/** Of each value the share of all that are smaller; of equal ones half count. */
function sharesBelow(values: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  for (const [place, value] of sorted.entries()) {
    if (!first.has(value)) first.set(value, place);
    last.set(value, place);
  }
  return values.map(
    (value) => ((first.get(value) as number) + (last.get(value) as number) + 1) / (2 * values.length),
  );
}

function modifiedScores(values: readonly number[]): number[] {
  const usual = median(values);
  const spread = median(values.map((value) => Math.abs(value - usual)));
  return values.map((value) => (spread > 0 ? (0.6745 * (value - usual)) / spread : 0));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[(sorted.length - 1) >> 1] as number) + (sorted[sorted.length >> 1] as number)) / 2;
}
