/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An affine map as SVG writes it: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

export const identity: Matrix = [1, 0, 0, 1, 0, 0];

/** First `inner`, then `outer`. */
export function multiply(outer: Matrix, inner: Matrix): Matrix {
  const [a, b, c, d, e, f] = outer;
  const [g, h, i, j, k, l] = inner;
  return [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
}

/** Reads the `transform` attribute of an SVG element. */
export function parseTransform(text: string | null): Matrix {
  let matrix = identity;
  for (const [, name, args] of (text ?? '').matchAll(/(\w+)\(([^)]*)\)/g)) {
    const numbers = (args as string).split(/[\s,]+/).map(Number);
    matrix = multiply(matrix, single(name as string, numbers));
  }
  return matrix;
}

/** The least upright box around a transformed box. */
export function transformBox([a, b, c, d, e, f]: Matrix, { x, y, width, height }: Box): Box {
  const corners = [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ] as const;
  const xs = corners.map(([px, py]) => a * px + c * py + e);
  const ys = corners.map(([px, py]) => b * px + d * py + f);
  const left = Math.min(...xs);
  const top = Math.min(...ys);
  return { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

function single(name: string, numbers: readonly number[]): Matrix {
  const [p = 0, q, r = 0] = numbers;
  switch (name) {
    case 'translate':
      return [1, 0, 0, 1, p, q ?? 0];
    case 'scale':
      return [p, 0, 0, q ?? p, 0, 0];
    case 'rotate': {
      const angle = (p * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      const about = q ?? 0;
      return [cos, sin, -sin, cos, about - cos * about + sin * r, r - sin * about - cos * r];
    }
    case 'matrix':
      return numbers as unknown as Matrix;
    default:
      return identity;
  }
}
