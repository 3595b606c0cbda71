import type { MapSight } from './mapSight.js';
import { type Shape, type Stamp, shapes, stampOf } from './stamps.js';

/** How the points of one group look; colours as the pixels of a canvas: `0xAABBGGRR`. */
export interface PointStyle {
  readonly shape: Shape;
  readonly colour: number;
  /** Of a point that does not stand out while others do. */
  readonly faint: number;
}

/** What is drawn. */
export interface Cloud {
  /** x and y of each point, one after the other; NaN where a point has no place. */
  readonly places: Float32Array;
  /** Number of each point's style. */
  readonly groups: Uint8Array;
  readonly styles: readonly PointStyle[];
  /** 1 for each point that stands out, 2 for one that is not there any more; without it all are alike. */
  readonly lit: Uint8Array | undefined;
  /** Numbers of the points in the order in which they are drawn; without it as they are numbered. */
  readonly order: Uint32Array | undefined;
}

/** The pixels of a canvas, row after row. */
export interface Pixels {
  readonly data: Int32Array;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws points into the pixels of a canvas, each on whole pixels with smooth edges. A point that would reach over the
 * canvas's border is left out. Plain arithmetic: many points in a few milliseconds on any machine, where WebGL
 * without a graphics card takes ten times as long.
 * @param radius of a point, in pixels of the canvas
 */
export function drawPoints(pixels: Pixels, cloud: Cloud, sight: MapSight, radius: number): void {
  const stamps = Object.fromEntries(shapes.map((shape) => [shape, stampOf(shape, radius, pixels.width)]));
  const forms = cloud.styles.map(({ shape }) => stamps[shape] as Stamp);
  const draw = (lit: boolean): void => {
    const colours = Int32Array.from(cloud.styles, (style) => (lit ? style.colour : style.faint));
    drawSome(pixels, cloud, sight, forms, colours, lit ? 1 : 0);
  };
  // Those that stand out lie on top.
  if (cloud.lit) draw(false);
  draw(true);
}

function drawSome(
  { data, width, height }: Pixels,
  { places, groups, lit, order }: Cloud,
  { scale, left, top }: MapSight,
  forms: readonly Stamp[],
  colours: Int32Array,
  wanted: number,
): void {
  for (let k = 0; k < groups.length; k++) {
    const i = order === undefined ? k : (order[k] as number);
    if (lit !== undefined && lit[i] !== wanted) continue;
    const x = Math.floor((places[2 * i] as number) * scale + left + 0.5);
    const y = Math.floor((places[2 * i + 1] as number) * scale + top + 0.5);
    const group = groups[i] as number;
    const form = forms[group] as Stamp;
    const { reach } = form;
    // NaN is in no range.
    if (x >= reach && x < width - reach && y >= reach && y < height - reach)
      press(data, form, x + y * width, colours[group] as number);
  }
}

function press(data: Int32Array, { whole, edge, cover }: Stamp, middle: number, colour: number): void {
  for (let k = 0; k < whole.length; k++) data[middle + (whole[k] as number)] = colour;
  for (let k = 0; k < edge.length; k++) {
    const at = middle + (edge[k] as number);
    data[at] = blended(data[at] as number, colour, cover[k] as number);
  }
}

/** Two opaque colours, red and blue in one multiplication. */
function blended(below: number, above: number, cover: number): number {
  const rest = 256 - cover;
  const redBlue = (Math.imul(below & 0xff00ff, rest) + Math.imul(above & 0xff00ff, cover)) >>> 8;
  const green = (Math.imul(below & 0xff00, rest) + Math.imul(above & 0xff00, cover)) >>> 8;
  return -0x1000000 | (redBlue & 0xff00ff) | (green & 0xff00);
}
