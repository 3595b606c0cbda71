import type { Random } from '../../core/index.js';
import { type Colour, lighter, vary } from './colour.js';
import type { Subject } from './drawPhoto.js';
import { blob, ellipse, limb, type Point } from './outline.js';
import type { Pen } from './pen.js';

/** What tells one kind of flower from another. */
export interface FlowerKind {
  readonly colours: readonly Colour[];
  readonly bloom: (pen: Pen, colour: Colour, at: Point, size: number) => void;
  /** Length and width of a leaf. */
  readonly leaf: readonly [number, number];
  /** Most blooms in a photo. */
  readonly most: number;
}

/** The five kinds of the set. */
export const flowerKinds = {
  daisy: {
    colours: [
      [55, 10, 96],
      [330, 25, 92],
    ],
    bloom: (pen, colour, at, size) => {
      rays(pen, colour, at, size, { count: pen.random.int(18, 28), width: 0.1, from: 0.2 });
      disc(pen, at, 0.27 * size, [45, 85, 52], 60);
    },
    leaf: [0.3, 0.06],
    most: 4,
  },
  dandelion: {
    colours: [
      [50, 92, 52],
      [46, 90, 50],
    ],
    bloom: (pen, colour, at, size) =>
      pen.random.chance(0.3) ? seeds(pen, at, size) : tuft(pen, colour, at, size),
    leaf: [0.5, 0.09],
    most: 3,
  },
  rose: {
    colours: [
      [350, 75, 42],
      [340, 60, 68],
      [48, 60, 76],
      [20, 70, 62],
      [10, 12, 92],
    ],
    bloom: spiral,
    leaf: [0.28, 0.13],
    most: 2,
  },
  sunflower: {
    colours: [
      [45, 92, 50],
      [40, 90, 48],
    ],
    bloom: (pen, colour, at, size) => {
      const count = pen.random.int(16, 24);
      rays(pen, lighter(colour, -10), at, size, { count, width: 0.13, from: 0.35, turn: Math.PI / count });
      rays(pen, colour, at, size * 0.95, { count, width: 0.13, from: 0.35 });
      disc(pen, at, 0.46 * size, [28, 50, 16], 130);
    },
    leaf: [0.42, 0.2],
    most: 2,
  },
  tulip: {
    colours: [
      [355, 80, 48],
      [48, 88, 54],
      [320, 55, 60],
      [285, 40, 38],
      [25, 85, 55],
      [0, 5, 94],
    ],
    bloom: cup,
    leaf: [0.75, 0.08],
    most: 4,
  },
} as const satisfies Record<string, FlowerKind>;

/** Some flowers of a kind, from above or from the side, with stems and leaves. */
export function flower(kind: FlowerKind, random: Random): Subject {
  const colour = random.choice(kind.colours);
  return {
    places: ['meadow', 'meadow', 'leaves', 'leaves', 'forest', 'enclosure', 'rocks', 'room'],
    draw: (pen) => drawFlowers(pen, kind, colour),
  };
}

function drawFlowers(pen: Pen, kind: FlowerKind, colour: Colour): void {
  const { random } = pen;
  const count = random.chance(0.5) ? 1 : random.int(1, kind.most + 1);
  const green: Colour = [random.uniform(85, 135), random.uniform(25, 50), random.uniform(24, 42)];
  const blooms = Array.from({ length: count }, (_, i) => {
    const x = count === 1 ? random.normal(0, 0.1) : (i / (count - 1) - 0.5) * 1.3 + random.normal(0, 0.08);
    return { at: [x, random.uniform(-0.4, 0.1)] as Point, size: random.uniform(0.5, 0.75) / count ** 0.45 };
  });
  for (const { at } of blooms) stalk(pen, kind, green, at);
  for (const { at, size } of blooms) kind.bloom(pen, vary(colour, random, 0.5), at, size);
}

function stalk(pen: Pen, { leaf: [long, wide] }: FlowerKind, green: Colour, [x, y]: Point): void {
  const { random } = pen;
  const foot: Point = [x * 0.6 + random.normal(0, 0.1), 1.3];
  pen.shade(limb([x, y], foot, 0.028, 0.04), green);
  for (const side of [-1, 1]) {
    const start: Point = [x + (foot[0] - x) * 0.6, y + (foot[1] - y) * random.uniform(0.45, 0.7)];
    const lift = random.uniform(0.2, 0.9);
    petal(
      pen,
      lighter(green, random.normal(2, 4)),
      start,
      side > 0 ? -lift : Math.PI + lift,
      [0, long],
      wide,
    );
  }
}

/** A pointed oval that leaves `at` in a direction, between two distances. */
function petal(
  pen: Pen,
  colour: Colour,
  [x, y]: Point,
  direction: number,
  [from, to]: readonly [number, number],
  width: number,
): void {
  const [c, s] = [Math.cos(direction), Math.sin(direction)];
  const at = (along: number, across: number): Point => [
    x + along * c - across * s,
    y + along * s + across * c,
  ];
  const middle = from + (to - from) * 0.6;
  pen.shade(
    blob([at(from, 0), at(middle, width), at(to, width * 0.15), at(to, -width * 0.15), at(middle, -width)]),
    colour,
    9,
  );
  pen.line([at(from, 0), at(to * 0.93, 0)], 0.006, lighter(colour, -14), 0.5);
}

/** Petals all around. */
function rays(
  pen: Pen,
  colour: Colour,
  at: Point,
  size: number,
  { count, width, from, turn = 0 }: { count: number; width: number; from: number; turn?: number },
): void {
  for (let i = 0; i < count; i++) {
    const direction = turn + ((i + pen.random.normal(0, 0.12)) / count) * 2 * Math.PI;
    const length = size * pen.random.uniform(0.9, 1.05);
    petal(pen, lighter(colour, pen.random.normal(0, 3)), at, direction, [from * size, length], width * size);
  }
}

/** The middle, with dots in the spiral that florets grow in. */
function disc(pen: Pen, [x, y]: Point, radius: number, colour: Colour, dots: number): void {
  pen.shade(ellipse([x, y], radius, radius), colour, 12);
  for (let i = 0; i < dots; i++) {
    const [reach, turn] = [radius * 0.95 * Math.sqrt(i / dots), i * 2.39996];
    const spot = ellipse(
      [x + reach * Math.cos(turn), y + reach * Math.sin(turn)],
      radius * 0.06,
      radius * 0.06,
    );
    pen.fill(spot, lighter(colour, i % 3 === 0 ? 14 : -7), 0.8);
  }
}

/** A dandelion in bloom: hundreds of narrow rays, the outer ones first. */
function tuft(pen: Pen, colour: Colour, at: Point, size: number): void {
  for (const ring of [0.95, 0.75, 0.55, 0.35])
    rays(pen, lighter(colour, (0.6 - ring) * 12), at, size * ring, { count: 42, width: 0.035, from: 0.05 });
}

/** A dandelion's clock: fine threads, each with a star at its end. */
function seeds(pen: Pen, [x, y]: Point, size: number): void {
  const pale: Colour = [60, 8, 92];
  pen.fill(ellipse([x, y], size * 0.9, size * 0.9), pale, 0.25);
  for (let i = 0; i < 150; i++) {
    const [reach, turn] = [size * 0.9 * Math.sqrt((i + 20) / 170), i * 2.39996];
    const end: Point = [x + reach * Math.cos(turn), y + reach * Math.sin(turn)];
    pen.line([[x, y], end], 0.005, pale, 0.35);
    pen.fill(ellipse(end, size * 0.04, size * 0.04), pale, 0.6);
  }
  pen.fill(ellipse([x, y], size * 0.12, size * 0.12), [35, 30, 35]);
}

/** A rose from above: petals in a spiral, each inside the one before. */
function spiral(pen: Pen, colour: Colour, [x, y]: Point, size: number): void {
  const { random } = pen;
  const start = random.uniform(0, 6);
  for (let i = 0; i < 22; i++) {
    const reach = size * 0.55 * (1 - i / 22);
    const turn = start + i * 2.39996;
    const at: Point = [x + reach * 0.75 * Math.cos(turn), y + reach * 0.75 * Math.sin(turn)];
    const width = size * (0.16 + 0.3 * (1 - i / 22));
    pen.fill(ellipse([at[0] + 0.01, at[1] + 0.02], width, width * 0.86, turn), lighter(colour, -22), 0.55);
    pen.shade(
      ellipse(at, width * 0.96, width * 0.8, turn),
      lighter(colour, random.normal(i % 2 ? -4 : 3, 2)),
      13,
    );
  }
}

/** A tulip from the side: a cup of overlapping petals with pointed tips. */
function cup(pen: Pen, colour: Colour, [x, y]: Point, size: number): void {
  const open = pen.random.uniform(0.28, 0.48) * size;
  const high = pen.random.uniform(0.85, 1.05) * size;
  const side = (lean: number, tone: number): void =>
    pen.shade(
      blob([
        [x, y + high * 0.45],
        [x + lean * open - open * 0.62, y + high * 0.1],
        [x + lean * open * 1.25 - open * 0.3, y - high * 0.4],
        [x + lean * open * 1.2, y - high * 0.6],
        [x + lean * open * 1.25 + open * 0.3, y - high * 0.4],
        [x + lean * open + open * 0.62, y + high * 0.1],
      ]),
      lighter(colour, tone),
      13,
    );
  side(-0.45, -14);
  side(0.45, -14);
  side(-0.95, -4);
  side(0.95, -4);
  side(0, 3);
}
