import type { PhotoTarget } from '../../../src/vision/transforms/pixels.js';

/** A picture as nested numbers: rows of pixels of three colours in [0, 1]. */
export type Picture = number[][][];

/** The transforms of one photo, in fastai's own numbers. */
export interface ReferenceDraw {
  readonly degrees: number;
  readonly zoom: { readonly scale: number; readonly row: number; readonly column: number };
  /** Destinations of the corners (−1,−1), (−1,1), (1,−1), (1,1). */
  readonly warp: readonly [number, number, number, number];
  readonly brightness: number;
  readonly contrast: number;
  readonly flips: number;
  readonly crop: { readonly row: number; readonly column: number };
}

/**
 * fastai's pipeline step by step and as slowly as it gets: a grid at the scaled size, each of its points sent
 * through warp, zoom and rotation, one bilinear sample for each, then light, flip and crop as picture operations.
 */
export function referencePipeline(photo: Picture, draw: ReferenceDraw, target: PhotoTarget): Picture {
  const [rows, columns] = scaled(photo, target);
  const sampled = build(rows, columns, (row, column) => {
    const unit = (i: number, n: number): number => (n > 1 ? -1 + (2 * i) / (n - 1) : -1);
    let [x, y] = warped(unit(column, columns), unit(row, rows), draw.warp);
    const { scale, row: r, column: c } = draw.zoom;
    const [shiftX, shiftY] = [(1 - 1 / scale) * (2 * c - 1), (1 - 1 / scale) * (2 * r - 1)];
    const angle = (draw.degrees * Math.PI) / 180;
    const [cos, sin, ratio] = [Math.cos(angle), Math.sin(angle), rows / columns];
    // fastai multiplies the matrices of a square first and adapts only the off-diagonal terms to the shape.
    [x, y] = [
      (x / scale) * cos - (y / scale) * sin * ratio + shiftX * cos - shiftY * sin,
      ((x / scale) * sin) / ratio + (y / scale) * cos + shiftX * sin + shiftY * cos,
    ];
    return sample(photo, ((x + 1) / 2) * (photo[0]!.length - 1), ((y + 1) / 2) * (photo.length - 1));
  });
  const lit = sampled.map((line) =>
    line.map((pixel) => pixel.map((v) => light(v, draw.brightness, draw.contrast))),
  );
  return cropPad(turned(lit, draw.flips), target, draw.crop);
}

function build(rows: number, columns: number, pixel: (row: number, column: number) => number[]): Picture {
  return Array.from({ length: rows }, (_, r) => Array.from({ length: columns }, (_, c) => pixel(r, c)));
}

function scaled(photo: Picture, target: PhotoTarget): [number, number] {
  const [h, w] = [photo.length, photo[0]!.length];
  if (target.resizeMethod === 'squish') return [target.height, target.width];
  const ratios = [h / target.height, w / target.width];
  const ratio = target.resizeMethod === 'crop' ? Math.min(...ratios) : Math.max(...ratios);
  // Python rounds a half to the even neighbour.
  const round = (x: number): number => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));
  return [round(h / ratio), round(w / ratio)];
}

/**
 * The map that sends the moved corners to those of the square, by the inverse of Heckbert's closed formula ("Fundamentals of Texture Mapping", 1989),
 *
 * which shares nothing with a linear solver.
 */
function warped(x: number, y: number, [m0, m1, m2, m3]: ReferenceDraw['warp']): [number, number] {
  const [x0, y0, x1, y1] = [-1 - m3, -1 - m1, 1 + m3, -1 - m0];
  const [x3, y3, x2, y2] = [-1 - m2, 1 + m1, 1 + m2, 1 + m0];
  const [dx1, dx2, dx3] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, dy3] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const denominator = dx1 * dy2 - dx2 * dy1;
  const g = (dx3 * dy2 - dx2 * dy3) / denominator;
  const h = (dx1 * dy3 - dx3 * dy1) / denominator;
  const [a, b, d, e] = [x1 - x0 + g * x1, x3 - x0 + h * x3, y1 - y0 + g * y1, y3 - y0 + h * y3];
  // The inverse by cofactors: from a point of the moved square back to the unit square.
  const [A, B, C] = [e - y0 * h, x0 * h - b, b * y0 - x0 * e];
  const [D, E, F] = [y0 * g - d, a - x0 * g, x0 * d - a * y0];
  const [G, H, I] = [d * h - e * g, b * g - a * h, a * e - b * d];
  const w = G * x + H * y + I;
  return [(2 * (A * x + B * y + C)) / w - 1, (2 * (D * x + E * y + F)) / w - 1];
}

function sample(photo: Picture, x: number, y: number): number[] {
  const reflect = (t: number, n: number): number => {
    let place = t;
    while (place < 0 || place > n - 1) place = place < 0 ? -place : 2 * (n - 1) - place;
    return place;
  };
  const [h, w] = [photo.length, photo[0]!.length];
  const [px, py] = [reflect(x, w), reflect(y, h)];
  return [0, 1, 2].map((channel) => {
    let sum = 0;
    for (let r = 0; r < h; r++)
      for (let c = 0; c < w; c++)
        sum +=
          Math.max(0, 1 - Math.abs(py - r)) * Math.max(0, 1 - Math.abs(px - c)) * photo[r]![c]![channel]!;
    return sum;
  });
}

function light(value: number, brightness: number, contrast: number): number {
  const x = Math.min(Math.max(value, 1e-7), 1 - 1e-7);
  const logit = (Math.log(x / (1 - x)) + Math.log(brightness / (1 - brightness))) * contrast;
  return 1 / (1 + Math.exp(-logit));
}

function turned(picture: Picture, flips: number): Picture {
  let result = picture;
  if (flips & 1) result = [...result].reverse();
  if (flips & 2) result = result.map((line) => [...line].reverse());
  if (flips & 4)
    result = build(result[0]!.length, result.length, (r, c) => result[c]![r]!).map((line) => [...line]);
  return result;
}

function cropPad(picture: Picture, target: PhotoTarget, place: { row: number; column: number }): Picture {
  if (target.resizeMethod === 'squish') return picture;
  const [h, w] = [picture.length, picture[0]!.length];
  const padRows = Math.max(Math.floor((target.height - h + 1) / 2), 0);
  const padColumns = Math.max(Math.floor((target.width - w + 1) / 2), 0);
  const mirror = (i: number, n: number): number => {
    let place = i;
    while (place < 0 || place >= n) place = place < 0 ? -place : 2 * (n - 1) - place;
    return place;
  };
  const row = Math.floor((h + 2 * padRows - target.height + 1) * place.row) - padRows;
  const column = Math.floor((w + 2 * padColumns - target.width + 1) * place.column) - padColumns;
  return build(target.height, target.width, (r, c) => picture[mirror(r + row, h)]![mirror(c + column, w)]!);
}
