/** What of the map is in sight: a place (x, y) of the map is at (x · scale + left, y · scale + top), in pixels. */
export interface MapSight {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** A box around points. */
export interface Bounds {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

/**
 * The smallest box around all points that have a place.
 * @param places x and y of each point, one after the other; NaN where a point has none
 */
export function boundsOf(places: Float32Array): Bounds {
  let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < places.length; i += 2) {
    const x = places[i] as number;
    const y = places[i + 1] as number;
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
  }
  return x0 <= x1 ? { x0, y0, x1, y1 } : { x0: -1, y0: -1, x1: 1, y1: 1 };
}

/** Shows all of a box in the middle of a canvas, with a margin. */
export function fitted({ x0, y0, x1, y1 }: Bounds, width: number, height: number, margin = 18): MapSight {
  const room = (pixels: number): number => Math.max(1, pixels - 2 * margin);
  // One point alone, or points on a line, have no extent to divide by.
  const extent = Math.max(x1 - x0, y1 - y0, 1e-6);
  const across = Math.min(
    room(width) / Math.max(x1 - x0, extent * 1e-3),
    room(height) / Math.max(y1 - y0, extent * 1e-3),
  );
  return {
    scale: across,
    left: width / 2 - ((x0 + x1) / 2) * across,
    top: height / 2 - ((y0 + y1) / 2) * across,
  };
}

/** Comes nearer by a factor; what is at this pixel stays there. */
export function zoomed({ scale, left, top }: MapSight, factor: number, x: number, y: number): MapSight {
  return { scale: scale * factor, left: x - (x - left) * factor, top: y - (y - top) * factor };
}

/** Moves what is seen by so many pixels. */
export function moved({ scale, left, top }: MapSight, byX: number, byY: number): MapSight {
  return { scale, left: left + byX, top: top + byY };
}
