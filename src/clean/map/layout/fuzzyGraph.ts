import type { NearestRows } from './nearestRows.js';

/** How strongly points hold each other; each pair stands there both ways. */
export interface FuzzyGraph {
  readonly heads: Int32Array;
  readonly tails: Int32Array;
  /** 0 to 1. */
  readonly weights: Float32Array;
}

const tolerance = 1e-5;
const leastScale = 1e-3;

/**
 * UMAP's fuzzy set of neighbours: each point reaches its own as far as its surroundings are dense, and two points are
 * held by the probability that at least one of them reaches the other.
 *
 * Source: McInnes, Healy, Melville, "UMAP: uniform manifold approximation and projection", 2018, algorithms 2 and 3;
 * numbers as `umap-learn` and `umap-js` have them (local connectivity 1, mix ratio 1).
 *
 * @param nearest of each point, itself left out, by place
 */
export function fuzzyGraph(nearest: NearestRows): FuzzyGraph {
  const { indices, k } = nearest;
  const count = indices.length / k;
  const own = memberships(nearest);
  const [heads, tails, weights]: [number[], number[], number[]] = [[], [], []];
  const link = (head: number, tail: number, weight: number): void => {
    heads.push(head, tail);
    tails.push(tail, head);
    weights.push(weight, weight);
  };
  for (let i = 0; i < count; i++)
    for (let at = i * k; at < (i + 1) * k; at++) {
      const j = indices[at] as number;
      if (j < 0) continue;
      const back = indices.subarray(j * k, (j + 1) * k).indexOf(i);
      const [there, here] = [own[at] as number, back < 0 ? 0 : (own[j * k + back] as number)];
      // A pair that is there both ways is met twice.
      if (back < 0 || i < j) link(i, j, there + here - there * here);
    }
  return {
    heads: Int32Array.from(heads),
    tails: Int32Array.from(tails),
    weights: Float32Array.from(weights),
  };
}

/** How surely each point reaches each of its neighbours. */
function memberships({ distances, k }: NearestRows): Float32Array {
  const known = (values: Float32Array): Float32Array => values.filter(Number.isFinite);
  const usual = sumOf(known(distances)) / ((distances.length / k) * (k + 1));
  const surely = new Float32Array(distances.length);
  for (let from = 0; from < distances.length; from += k) {
    const own = distances.subarray(from, from + k);
    const first = own.find((distance) => distance > 0);
    const rho = first !== undefined && Number.isFinite(first) ? first : 0;
    const least = leastScale * (rho > 0 ? sumOf(known(own)) / (k + 1) : usual);
    const sigma = Math.max(least, scaleOf(own, rho, Math.log2(k + 1)));
    for (const [j, distance] of own.entries())
      surely[from + j] = distance <= rho ? 1 : Math.exp(-(distance - rho) / sigma);
  }
  return surely;
}

/** The scale at which the memberships sum to `target`, by halving. */
function scaleOf(distances: Float32Array, rho: number, target: number): number {
  let [low, high, middle] = [0, Number.POSITIVE_INFINITY, 1];
  for (let turn = 0; turn < 64; turn++) {
    let sum = 0;
    for (const distance of distances) sum += distance > rho ? Math.exp(-(distance - rho) / middle) : 1;
    if (Math.abs(sum - target) < tolerance) break;
    if (sum > target) high = middle;
    else low = middle;
    middle = high === Number.POSITIVE_INFINITY ? middle * 2 : (low + high) / 2;
  }
  return middle;
}

function sumOf(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
