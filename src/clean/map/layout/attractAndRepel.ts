import type { Random } from '../../../core/random.js';
import type { FuzzyGraph } from './fuzzyGraph.js';
import type { Tell } from './nearestRows.js';

/** The curve of nearness in the plane, fitted to a least distance of 0.1 and a spread of 1, as `umap-learn` fits it. */
const [a, b] = [1.5769434603113077, 0.8950608779109733];
/** Points from which one is pushed for each that it is drawn to. */
const pushes = 5;
/** The farthest that a point goes along an axis for one other, times the rate. */
const farthest = 4;

/**
 * Moves points of the plane until those that the graph holds are near, and those it does not are apart: stochastic
 * gradient descent with negative sampling, the rate falling to 0.
 *
 * Source: McInnes, Healy, Melville, 2018, algorithm 5, as `umap-learn` does it.
 *
 * @param places x and y of each point; they are moved
 */
export async function attractAndRepel(
  places: Float64Array,
  graph: FuzzyGraph,
  epochs: number,
  random: Random,
  tell: Tell,
): Promise<void> {
  const { heads, tails, weights } = graph;
  const strongest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  // How often a pair is looked at goes with its weight; the weakest never are.
  const every = Float64Array.from(weights, (weight) =>
    weight < strongest / epochs ? Number.POSITIVE_INFINITY : strongest / weight,
  );
  const next = Float64Array.from(every);
  const nextPush = every.map((one) => one / pushes);
  const scale = places.length / 2 / 2 ** 32;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const rate = 1 - epoch / epochs;
    for (let i = 0; i < heads.length; i++) {
      if ((next[i] as number) > epoch) continue;
      const [head, tail] = [heads[i] as number, tails[i] as number];
      attract(places, head, tail, rate);
      const step = (every[i] as number) / pushes;
      const due = Math.floor((epoch - (nextPush[i] as number)) / step);
      for (let push = 0; push < due; push++) repel(places, head, Math.floor(random.uint32() * scale), rate);
      next[i] = (next[i] as number) + (every[i] as number);
      nextPush[i] = (nextPush[i] as number) + due * step;
    }
    await tell((epoch + 1) / epochs);
  }
}

function attract(places: Float64Array, one: number, other: number, rate: number): void {
  const dx = (places[2 * one] as number) - (places[2 * other] as number);
  const dy = (places[2 * one + 1] as number) - (places[2 * other + 1] as number);
  const square = dx * dx + dy * dy;
  if (!(square > 0)) return;
  const power = Math.exp(b * Math.log(square));
  const pull = (-2 * a * b * power) / (square * (a * power + 1));
  const [x, y] = [rate * clip(pull * dx), rate * clip(pull * dy)];
  places[2 * one] = (places[2 * one] as number) + x;
  places[2 * one + 1] = (places[2 * one + 1] as number) + y;
  places[2 * other] = (places[2 * other] as number) - x;
  places[2 * other + 1] = (places[2 * other + 1] as number) - y;
}

function repel(places: Float64Array, one: number, other: number, rate: number): void {
  if (one === other) return;
  const dx = (places[2 * one] as number) - (places[2 * other] as number);
  const dy = (places[2 * one + 1] as number) - (places[2 * other + 1] as number);
  const square = dx * dx + dy * dy;
  // Of a square of 0 the power is 0, too.
  const power = Math.exp(b * Math.log(square));
  const push = (2 * b) / ((0.001 + square) * (a * power + 1));
  // Points at one place part along the diagonal.
  places[2 * one] = (places[2 * one] as number) + rate * (square > 0 ? clip(push * dx) : farthest);
  places[2 * one + 1] = (places[2 * one + 1] as number) + rate * (square > 0 ? clip(push * dy) : farthest);
}

function clip(step: number): number {
  return Math.max(-farthest, Math.min(farthest, step));
}
