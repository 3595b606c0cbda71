import type { Random } from '../../core/index.js';

/** x to the right, y down; a photo's shorter side is 2 units, its centre the origin. */
export type Point = readonly [number, number];

/** A closed polygon fine enough to look smooth. */
export type Outline = readonly Point[];

/** @param turn clockwise, in radians */
export function ellipse([cx, cy]: Point, rx: number, ry: number, turn = 0): Outline {
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  return Array.from({ length: 32 }, (_, i) => {
    const [x, y] = [rx * Math.cos((i * Math.PI) / 16), ry * Math.sin((i * Math.PI) / 16)];
    return [cx + x * c - y * s, cy + x * s + y * c] as const;
  });
}

/** A smooth closed curve through points (Catmull–Rom). */
export function blob(points: readonly Point[], steps = 6): Outline {
  const at = (i: number): Point => points[(i + points.length) % points.length] as Point;
  return points.flatMap((_, i) =>
    Array.from({ length: steps }, (_, k) => {
      const coordinate = (axis: 0 | 1): number =>
        spline(at(i - 1)[axis], at(i)[axis], at(i + 1)[axis], at(i + 2)[axis], k / steps);
      return [coordinate(0), coordinate(1)] as const;
    }),
  );
}

/** A rounded limb of changing width from one point to another. */
export function limb([x0, y0]: Point, [x1, y1]: Point, width0: number, width1: number): Outline {
  const length = Math.hypot(x1 - x0, y1 - y0) || 1;
  const [nx, ny] = [(y0 - y1) / length, (x1 - x0) / length];
  const [tx, ty] = [(x1 - x0) / length, (y1 - y0) / length];
  return blob([
    [x0 + nx * width0, y0 + ny * width0],
    [x0 - tx * width0 * 0.7, y0 - ty * width0 * 0.7],
    [x0 - nx * width0, y0 - ny * width0],
    [x1 - nx * width1, y1 - ny * width1],
    [x1 + tx * width1 * 0.7, y1 + ty * width1 * 0.7],
    [x1 + nx * width1, y1 + ny * width1],
  ]);
}

/** Every point moved a little, so that no two animals are built alike. */
export function jitter(points: readonly Point[], amount: number, random: Random): Point[] {
  return points.map(([x, y]) => [x + random.normal(0, amount), y + random.normal(0, amount)]);
}

/** Left, top, width and height. */
export function boundsOf(outline: Outline): readonly [number, number, number, number] {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of outline) {
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  return [left, top, right - left, bottom - top];
}

/** Whether a point lies inside (even–odd rule). */
export function isInside(outline: Outline, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = outline.length - 1; i < outline.length; j = i++) {
    const [xi, yi] = outline[i] as Point;
    const [xj, yj] = outline[j] as Point;
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}

function spline(a: number, b: number, c: number, d: number, t: number): number {
  return (
    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t * t * t)
  );
}
