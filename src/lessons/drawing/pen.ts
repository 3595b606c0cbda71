import type { SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../../core/index.js';
import { type Colour, css, lighter } from './colour.js';
import { boundsOf, isInside, type Outline, type Point } from './outline.js';

/** The covering of an animal. */
export interface Coat {
  readonly colour: Colour;
  /** Length of a hair. @default 0.07 */
  readonly length?: number;
  /** How far hairs stray from their direction, in radians. @default 0.35 */
  readonly curl?: number;
  /** Direction of the hairs, in radians (0 = right, π/2 = down). @default π/2 */
  readonly flow?: number;
  /** How far the lightness of single hairs spreads. @default 9 */
  readonly spread?: number;
}

/** Draws shapes in units of half the photo's shorter side. */
export class Pen {
  constructor(
    readonly context: SKRSContext2D,
    readonly random: Random,
    /** Where the light comes from: −1 left … 1 right. */
    readonly light: number,
  ) {}

  fill(outline: Outline, colour: Colour, alpha = 1): void {
    this.trace(outline);
    this.context.fillStyle = css(colour, alpha);
    this.context.fill();
  }

  line(points: readonly Point[], width: number, colour: Colour, alpha = 1): void {
    this.trace(points, false);
    this.context.strokeStyle = css(colour, alpha);
    this.context.lineWidth = width;
    this.context.lineCap = 'round';
    this.context.lineJoin = 'round';
    this.context.stroke();
  }

  /** A body in the round: lit from one side and from above. */
  shade(outline: Outline, colour: Colour, depth = 14): void {
    const [left, top, width, height] = boundsOf(outline);
    const x = left + width * (0.5 + 0.35 * this.light);
    const y = top + height * 0.25;
    const reach = Math.max(width, height);
    const gradient = this.context.createRadialGradient(x, y, 0, x, y, reach);
    gradient.addColorStop(0, css(lighter(colour, depth * 0.7)));
    gradient.addColorStop(0.45, css(colour));
    gradient.addColorStop(1, css(lighter(colour, -depth)));
    this.trace(outline);
    this.context.fillStyle = gradient;
    this.context.fill();
  }

  /** Shaded, then covered with hairs that also stand over the edge. */
  fur(outline: Outline, coat: Coat): void {
    const { colour, length = 0.07, curl = 0.35, flow = Math.PI / 2, spread = 9 } = coat;
    this.shade(outline, colour);
    const [left, top, width, height] = boundsOf(outline);
    const hairs = Math.min(700, Math.round((1.6 * width * height) / length ** 2) + 30);
    for (const tone of [-1, -0.4, 0.3, 1]) {
      this.context.beginPath();
      for (let i = 0; i < hairs / 4; i++) {
        const [u, v] = [this.random.next(), this.random.next()];
        const [x, y] = [left + u * width, top + v * height];
        if (isInside(outline, x, y)) this.#hair(x, y, length, flow + (u - 0.5) * 0.9, curl);
      }
      // Towards the light hairs are lighter: the shading below shows through them.
      this.context.strokeStyle = css(lighter(colour, tone * spread), 0.55);
      this.context.lineWidth = 0.011;
      this.context.stroke();
    }
  }

  /** An eye with a glint. */
  eye([x, y]: Point, radius: number, iris: Colour = [25, 40, 12]): void {
    this.fill(disc(x, y, radius * 1.25), [20, 20, 7]);
    this.fill(disc(x, y, radius), iris);
    this.fill(disc(x, y, radius * 0.55), [0, 0, 3]);
    this.fill(disc(x + radius * 0.35 * this.light, y - radius * 0.4, radius * 0.3), [0, 0, 95]);
  }

  trace(points: Outline, closed = true): void {
    const { context } = this;
    context.beginPath();
    for (const [i, [x, y]] of points.entries()) {
      if (i === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
    if (closed) context.closePath();
  }

  #hair(x: number, y: number, length: number, direction: number, curl: number): void {
    const angle = direction + this.random.normal(0, curl);
    const reach = length * this.random.uniform(0.5, 1.2);
    this.context.moveTo(x, y);
    this.context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  }
}

function disc(x: number, y: number, radius: number): Outline {
  return Array.from({ length: 16 }, (_, i) => [
    x + radius * Math.cos((i * Math.PI) / 8),
    y + radius * Math.sin((i * Math.PI) / 8),
  ]);
}
