import type { MapSight } from './mapSight.js';

/** A closed line around points, in pixels: x and y of each corner. */
export type Outline = readonly (readonly [x: number, y: number])[];

/** The rectangle between two corners. */
export function rectangle([x0, y0]: Outline[number], [x1, y1]: Outline[number]): Outline {
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/**
 * Numbers of the points inside an outline, by the even-odd rule.
 * @param places x and y of each point on the map, one after the other; NaN is nowhere
 */
export function pointsInside(places: Float32Array, outline: Outline, sight: MapSight): Uint32Array {
  const { scale, left, top } = sight;
  const xs = Float64Array.from(outline, ([x]) => (x - left) / scale);
  const ys = Float64Array.from(outline, ([, y]) => (y - top) / scale);
  const [x0, x1] = [Math.min(...xs), Math.max(...xs)];
  const [y0, y1] = [Math.min(...ys), Math.max(...ys)];
  const found = new Uint32Array(places.length / 2);
  let count = 0;
  for (let i = 0; i < found.length; i++) {
    const x = places[2 * i] as number;
    const y = places[2 * i + 1] as number;
    if (x >= x0 && x <= x1 && y >= y0 && y <= y1 && isInside(x, y, xs, ys)) found[count++] = i;
  }
  return found.slice(0, count);
}

/** Whether a ray to the right crosses the outline an odd number of times. */
function isInside(x: number, y: number, xs: Float64Array, ys: Float64Array): boolean {
  let inside = false;
  for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
    const yi = ys[i] as number;
    const yj = ys[j] as number;
    if (yi > y === yj > y) continue;
    const xi = xs[i] as number;
    if (x < (((xs[j] as number) - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

/** The point nearest to a pixel, if one is within reach. */
export function nearestPoint(
  places: Float32Array,
  { scale, left, top }: MapSight,
  [x, y]: Outline[number],
  reach: number,
): number | undefined {
  const mapX = (x - left) / scale;
  const mapY = (y - top) / scale;
  let least = (reach / scale) ** 2;
  let nearest: number | undefined;
  for (let i = 0; i < places.length; i += 2) {
    const distance = ((places[i] as number) - mapX) ** 2 + ((places[i + 1] as number) - mapY) ** 2;
    if (distance <= least) {
      least = distance;
      nearest = i / 2;
    }
  }
  return nearest;
}
