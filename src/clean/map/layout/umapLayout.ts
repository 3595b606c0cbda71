import { Random } from '../../../core/random.js';
import { attractAndRepel } from './attractAndRepel.js';
import { fuzzyGraph } from './fuzzyGraph.js';
import { type NearestRows, nearestRows, type Points, type Tell } from './nearestRows.js';

/** Neighbours that hold a photo in its place, itself counted. */
const neighbours = 15;
/** Photos that are laid out together; of more, so many are drawn, and each of the others finds its place among them. */
const usualLandmarks = 20_000;
/** Landmarks that say where another photo belongs. */
const guides = 6;
/** Fewer photos have no neighbourhoods. */
export const fewestForUmap = 5;
/** Begun at the principal components it has settled by then; from random places UMAP takes twice as many. */
const epochs = 200;
/** What the neighbours take of the time; the rest are epochs. */
const shareOfNeighbours = 0.4;
const shareOfPlacing = 0.2;

/** How {@link umapLayout} works. */
export interface UmapLayoutOptions {
  readonly seed: number;
  /** Photos that are laid out together; the others find their places among them. @default 20000 */
  readonly landmarks?: number;
  readonly tell?: Tell;
}

/**
 * UMAP in the plane, begun at given places (as a rule the principal components), so that the map looks alike before
 * and after. Equal for equal seeds. Of more photos than landmarks a drawn part is laid out, and the others go to the
 * mean of their nearest among them.
 *
 * Source: McInnes, Healy, Melville, "UMAP: uniform manifold approximation and projection", 2018, as `umap-learn` does it.
 *
 * @param start x and y of each point
 * @returns x and y of each point
 */
export async function umapLayout(
  points: Points,
  start: Float32Array,
  { seed, landmarks = usualLandmarks, tell = () => undefined }: UmapLayoutOptions,
): Promise<Float32Array> {
  const count = points.values.length / points.dims;
  const random = new Random(`${seed}/umap`);
  const all = Int32Array.from({ length: count }, (_, i) => i);
  if (count <= landmarks) return layOut(points, all, start, random, tell);
  const drawn = Int32Array.from(random.permutation(count).slice(0, landmarks)).sort();
  const placed = await layOut(points, drawn, start, random, (share) => tell((1 - shareOfPlacing) * share));
  return placeOthers(points, drawn, placed, (share) => tell(1 - shareOfPlacing + shareOfPlacing * share));
}

async function layOut(
  points: Points,
  rows: Int32Array,
  start: Float32Array,
  random: Random,
  tell: Tell,
): Promise<Float32Array> {
  const k = Math.min(neighbours, rows.length) - 1;
  const nearest = await nearestRows(points, rows, rows, k, (share) => tell(shareOfNeighbours * share));
  const graph = fuzzyGraph(byPlace(nearest, rows));
  const places = begin(rows, start, random);
  await attractAndRepel(places, graph, epochs, random, (share) =>
    tell(shareOfNeighbours + (1 - shareOfNeighbours) * share),
  );
  return Float32Array.from(places);
}

/** The neighbours by their places in `rows`. */
function byPlace(nearest: NearestRows, rows: Int32Array): NearestRows {
  const places = new Map(Array.from(rows, (row, place) => [row, place]));
  return { ...nearest, indices: nearest.indices.map((row) => places.get(row) ?? -1) };
}

/** Where the points begin: within −10 … 10 as UMAP has it, and apart where several are at one place. */
function begin(rows: Int32Array, start: Float32Array, random: Random): Float64Array {
  let most = 0;
  for (const row of rows)
    most = Math.max(most, Math.abs(start[2 * row] as number), Math.abs(start[2 * row + 1] as number));
  const scale = most > 0 ? 10 / most : 0;
  return Float64Array.from(
    { length: 2 * rows.length },
    (_, i) => (start[2 * (rows[i >> 1] as number) + (i % 2)] as number) * scale + random.normal(0, 1e-3),
  );
}

async function placeOthers(
  points: Points,
  drawn: Int32Array,
  placed: Float32Array,
  tell: Tell,
): Promise<Float32Array> {
  const count = points.values.length / points.dims;
  const places = new Float32Array(2 * count);
  const placeOf = new Map(Array.from(drawn, (row, place) => [row, place]));
  const others = Int32Array.from({ length: count }, (_, i) => i).filter((row) => !placeOf.has(row));
  const { indices, distances } = await nearestRows(points, others, drawn, guides, tell);
  for (const [row, place] of placeOf) places.set(placed.subarray(2 * place, 2 * place + 2), 2 * row);
  for (let i = 0; i < others.length; i++) {
    const near = indices.subarray(i * guides, (i + 1) * guides);
    const weights = guideWeights(distances.subarray(i * guides, (i + 1) * guides));
    for (const axis of [0, 1])
      places[2 * (others[i] as number) + axis] = near.reduce(
        (sum, row, j) =>
          sum + (weights[j] as number) * (placed[2 * (placeOf.get(row) as number) + axis] as number),
        0,
      );
  }
  return places;
}

/** The nearer, the more, falling off from the nearest as UMAP's own memberships do; they sum to 1. */
function guideWeights(distances: Float32Array): number[] {
  const nearest = distances[0] as number;
  const scale = distances.reduce((sum, distance) => sum + distance - nearest, 0) / distances.length || 1;
  const weights = Array.from(distances, (distance) => Math.exp(-(distance - nearest) / scale));
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}
