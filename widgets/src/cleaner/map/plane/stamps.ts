/** Shapes of points: a second mark beside the colour, for who cannot tell colours apart. */
export const shapes = ['disc', 'square', 'triangle', 'cross', 'diamond'] as const;

/** Shape of a point. */
export type Shape = (typeof shapes)[number];

/** One shape as the pixels around its middle, by their distance in a canvas's row of pixels. */
export interface Stamp {
  /** Farthest pixel from the middle, across or down. */
  readonly reach: number;
  /** Pixels that the shape covers whole. */
  readonly whole: Int32Array;
  /** Pixels at its edge, and how much of each it covers, 1 to 255 of 256. */
  readonly edge: Int32Array;
  readonly cover: Int32Array;
}

/** Whether a place of the unit circle's box is in the shape; all have about the disc's area. */
const contains: Readonly<Record<Shape, (x: number, y: number) => boolean>> = {
  disc: (x, y) => x * x + y * y <= 1,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) <= 0.88,
  triangle: (x, y) => y <= 0.85 && y >= -1.1 + 1.7 * Math.abs(x),
  cross: (x, y) => Math.min(Math.abs(x), Math.abs(y)) <= 0.36 && Math.max(Math.abs(x), Math.abs(y)) <= 1.2,
  diamond: (x, y) => Math.abs(x) + Math.abs(y) <= 1.25,
};

const samples = 4;

/**
 * @param radius of the disc, in pixels
 * @param width pixels in a row of the canvas
 */
export function stampOf(shape: Shape, radius: number, width: number): Stamp {
  const reach = Math.ceil(radius * 1.3);
  const whole: number[] = [];
  const edge: number[] = [];
  const cover: number[] = [];
  for (let y = -reach; y <= reach; y++)
    for (let x = -reach; x <= reach; x++) {
      const part = coverOf(shape, radius, x, y);
      if (part === 256) whole.push(x + y * width);
      else if (part > 0) {
        edge.push(x + y * width);
        cover.push(part);
      }
    }
  return { reach, whole: Int32Array.from(whole), edge: Int32Array.from(edge), cover: Int32Array.from(cover) };
}

function coverOf(shape: Shape, radius: number, x: number, y: number): number {
  let inside = 0;
  for (let i = 0; i < samples; i++)
    for (let j = 0; j < samples; j++) {
      const at = (pixel: number, sample: number): number => (pixel - 0.5 + (sample + 0.5) / samples) / radius;
      if (contains[shape](at(x, i), at(y, j))) inside++;
    }
  return Math.round((256 * inside) / samples ** 2);
}
