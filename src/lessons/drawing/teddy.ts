import type { Random } from '../../core/index.js';
import { type Colour, lighter, vary } from './colour.js';
import type { Subject } from './drawPhoto.js';
import { blob, ellipse, limb, type Point } from './outline.js';
import type { Coat, Pen } from './pen.js';

const plush: readonly Colour[] = [
  [30, 45, 46],
  [28, 40, 33],
  [36, 38, 66],
  [24, 30, 20],
  [340, 35, 68],
  [210, 12, 62],
  [40, 22, 82],
];

/** A teddy bear, sitting or lying: round ears and head, button eyes, stitched nose, pads on its feet. */
export function teddy(random: Random): Subject {
  const coat: Coat = {
    colour: vary(random.choice(plush), random, 0.8),
    length: random.uniform(0.025, 0.045),
    curl: 2.5,
    spread: random.uniform(4, 8),
  };
  return {
    places: ['room', 'room', 'sofa', 'sofa', 'shelf', 'meadow', 'enclosure', 'leaves', 'snow'],
    draw: (pen) => drawTeddy(pen, coat),
  };
}

function drawTeddy(pen: Pen, coat: Coat): void {
  const { random } = pen;
  const pad: Coat = { ...coat, colour: lighter(coat.colour, random.uniform(10, 20)) };
  const isPortrait = random.chance(0.25);
  const zoom = isPortrait ? 1.55 : 1;
  const drop = isPortrait ? 0.35 : 0;
  pen.context.save();
  pen.context.translate(0, drop);
  pen.context.scale(zoom, zoom);
  // One that has fallen over.
  if (random.chance(0.15)) pen.context.rotate(random.choice([-1, 1]) * random.uniform(0.5, 1.2));
  pen.fill(ellipse([0, 0.84], 0.65, 0.09), [30, 20, 6], 0.35);
  drawBody(pen, coat, pad);
  drawHead(pen, coat, pad, random.normal(0, 0.04), -0.36);
  if (random.chance(0.55)) drawBow(pen, [random.uniform(0, 360), 60, random.uniform(30, 60)]);
  pen.context.restore();
}

function drawBody(pen: Pen, coat: Coat, pad: Coat): void {
  const { random } = pen;
  pen.fur(ellipse([0, 0.33], 0.4, 0.46), coat);
  if (random.chance(0.6)) pen.fur(ellipse([0, 0.38], 0.24, 0.3), pad);
  const reach = random.uniform(-0.15, 0.35);
  for (const side of [-1, 1]) {
    const hand: Point = [side * (0.6 + random.uniform(-0.04, 0.06)), 0.32 - reach];
    pen.fur(limb([side * 0.3, 0.1], hand, 0.13, 0.125), coat);
    const foot: Point = [side * (0.4 + random.uniform(-0.05, 0.08)), 0.7];
    pen.fur(limb([side * 0.25, 0.55], foot, 0.17, 0.19), coat);
    pen.fur(ellipse(foot, 0.185, 0.2), coat);
    pen.shade(ellipse([foot[0], foot[1] + 0.01], 0.12, 0.14), pad.colour, 8);
  }
  pen.line(
    [
      [0, 0],
      [0.012, 0.4],
      [0, 0.75],
    ],
    0.008,
    lighter(coat.colour, -14),
    0.6,
  );
}

function drawHead(pen: Pen, coat: Coat, pad: Coat, x: number, y: number): void {
  const { random } = pen;
  const ear = random.uniform(0.13, 0.17);
  for (const side of [-1, 1]) {
    pen.fur(ellipse([x + side * 0.29, y - 0.25], ear, ear), coat);
    pen.shade(ellipse([x + side * 0.285, y - 0.24], ear * 0.62, ear * 0.62), pad.colour, 8);
  }
  pen.fur(ellipse([x, y], random.uniform(0.37, 0.43), 0.36), coat);
  pen.fur(ellipse([x, y + 0.12], 0.19, 0.15), pad);
  const thread: Colour = [25, 30, random.uniform(6, 20)];
  pen.fill(
    blob([
      [x - 0.07, y + 0.03],
      [x + 0.07, y + 0.03],
      [x, y + 0.1],
    ] as const),
    thread,
  );
  pen.line(
    [
      [x, y + 0.1],
      [x, y + 0.16],
      [x - 0.07, y + 0.2],
    ],
    0.014,
    thread,
  );
  pen.line(
    [
      [x, y + 0.16],
      [x + 0.07, y + 0.2],
    ],
    0.014,
    thread,
  );
  const button = random.uniform(0.036, 0.05);
  for (const side of [-1, 1]) pen.eye([x + side * 0.15, y - 0.05], button, [25, 50, random.uniform(6, 22)]);
}

function drawBow(pen: Pen, colour: Colour): void {
  for (const side of [-1, 1]) {
    pen.shade(
      blob([
        [0, 0.02],
        [side * 0.24, -0.09],
        [side * 0.27, 0.06],
        [side * 0.22, 0.14],
      ] as const),
      colour,
    );
  }
  pen.shade(ellipse([0, 0.03], 0.06, 0.055), lighter(colour, -6));
}
