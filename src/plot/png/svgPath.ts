/** A place in an SVG's coordinates. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A curve is so many straight pieces. */
const pieces = 32;

/** How many numbers a command takes. */
const numbersOf: Readonly<Record<string, number>> = { M: 2, L: 2, H: 1, V: 1, Q: 4, C: 6, A: 7, Z: 0 };

/**
 * The line that a path draws, as straight pieces. Of plotly's commands: its curves by 32 pieces each, its arcs (of
 * circles, along which nothing is measured) by their ends.
 */
export function pathPoints(d: string): Point[] {
  const points: Point[] = [];
  let start: Point = { x: 0, y: 0 };
  for (const { command, isRelative, values } of commandsOf(d)) {
    const from = points.at(-1) ?? { x: 0, y: 0 };
    const offset = isRelative ? from : { x: 0, y: 0 };
    if (command === 'Z') points.push(start);
    else if (command === 'H') points.push({ x: offset.x + (values[0] as number), y: from.y });
    else if (command === 'V') points.push({ x: from.x, y: offset.y + (values[0] as number) });
    else {
      const ends = pairs(command === 'A' ? values.slice(5) : values, offset);
      points.push(...(ends.length > 1 ? bezier([from, ...ends]) : ends));
      if (command === 'M') start = ends[0] as Point;
    }
  }
  return points;
}

/** Length of the line. */
export function lengthOf(points: readonly Point[]): number {
  return points.slice(1).reduce((sum, point, i) => sum + distance(points[i] as Point, point), 0);
}

/** The place that lies so far along the line; its ends where that is outside of it. */
export function pointAt(points: readonly Point[], length: number): Point {
  let left = Math.max(0, length);
  for (const [i, to] of points.slice(1).entries()) {
    const from = points[i] as Point;
    const step = distance(from, to);
    if (left <= step && step > 0) {
      const share = left / step;
      return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
    }
    left -= step;
  }
  return points.at(-1) ?? { x: 0, y: 0 };
}

/** One for each set of numbers: `L 1,2 3,4` is two; what follows a move by itself is a line. */
function* commandsOf(d: string) {
  for (const [, letter = '', args = ''] of d.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const command = letter.toUpperCase();
    const isRelative = letter !== command;
    const values = (args.match(/-?\d*\.?\d+(?:e[-+]?\d+)?/g) ?? []).map(Number);
    const count = numbersOf[command] ?? values.length;
    if (count === 0) yield { command, isRelative, values };
    for (let i = 0; count > 0 && i + count <= values.length; i += count)
      yield {
        command: command === 'M' && i > 0 ? 'L' : command,
        isRelative,
        values: values.slice(i, i + count),
      };
  }
}

function pairs(values: readonly number[], offset: Point): Point[] {
  return Array.from({ length: Math.floor(values.length / 2) }, (_, i) => ({
    x: offset.x + (values[2 * i] as number),
    y: offset.y + (values[2 * i + 1] as number),
  }));
}

/** De Casteljau's rule: the curve of these control points, without its beginning. */
function bezier(control: readonly Point[]): Point[] {
  return Array.from({ length: pieces }, (_, i) => {
    const share = (i + 1) / pieces;
    let points = control;
    while (points.length > 1)
      points = points.slice(1).map((to, j) => {
        const from = points[j] as Point;
        return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y) };
      });
    return points[0] as Point;
  });
}

function distance(a: Point, b: Point): number {
  return Math.hypot(b.x - a.x, b.y - a.y);
}
