import type { Random } from '../../core/index.js';
import { type Colour, lighter, vary } from './colour.js';
import type { Subject } from './drawPhoto.js';
import { blob, ellipse, jitter, limb } from './outline.js';
import type { Coat, Pen } from './pen.js';

/** What tells one kind of bear from another. */
export interface BearKind {
  readonly coats: readonly Colour[];
  /** Height of the hump over the shoulders. */
  readonly hump: number;
  /** Length of the muzzle seen from the side. */
  readonly muzzle: number;
  readonly ears: number;
  /** Lightness of the muzzle over that of the coat. */
  readonly muzzleLight: number;
  /** Width of the head with its cheeks. */
  readonly cheeks: number;
  /** How light the tips of the hairs are. */
  readonly grizzle: number;
  readonly claws: number;
}

/** American black bear: long tan muzzle, tall ears, no hump. Many are brown. */
export const blackBear: BearKind = {
  coats: [
    [230, 6, 11],
    [25, 14, 13],
    [20, 25, 17],
    [24, 38, 27],
  ],
  hump: 0,
  muzzle: 0.3,
  ears: 0.115,
  muzzleLight: 26,
  cheeks: 0.29,
  grizzle: 6,
  claws: 0.02,
};

/** Grizzly: a hump over the shoulders, a broad dished face, small ears, pale tips on the hairs. Some are dark. */
export const grizzlyBear: BearKind = {
  coats: [
    [28, 42, 30],
    [32, 38, 40],
    [24, 32, 21],
    [35, 35, 50],
  ],
  hump: 0.2,
  muzzle: 0.2,
  ears: 0.075,
  muzzleLight: 6,
  cheeks: 0.37,
  grizzle: 21,
  claws: 0.05,
};

/** A bear of a kind, walking, sitting or looking into the camera. */
export function bear(kind: BearKind, random: Random): Subject {
  const coat = coatOf(kind, random);
  const pose = random.choice([walking, walking, sitting, portrait]);
  return {
    places: ['forest', 'forest', 'meadow', 'rocks', 'snow', 'enclosure', 'leaves'],
    draw: (pen) => pose(pen, kind, coat),
  };
}

function coatOf(kind: BearKind, random: Random): Coat {
  return {
    colour: vary(random.choice(kind.coats), random, 0.7),
    length: random.uniform(0.06, 0.1),
    spread: kind.grizzle * random.uniform(0.7, 1.2),
  };
}

function walking(pen: Pen, kind: BearKind, coat: Coat): void {
  const { random } = pen;
  const stride = random.uniform(-0.16, 0.16);
  const far = { ...coat, colour: lighter(coat.colour, -6) };
  const foot = random.uniform(0.58, 0.68);
  pen.fill(ellipse([0, foot + 0.04], 0.85, 0.07), [30, 20, 6], 0.35);
  leg(pen, kind, far, [-0.5, 0.1], [-0.5 - stride, foot - 0.03], 0.17);
  leg(pen, kind, far, [0.3, 0.1], [0.3 + stride, foot - 0.03], 0.15);
  const neck = random.uniform(-0.02, 0.2);
  const body = blob(
    jitter(
      [
        [-0.78, -0.02],
        [-0.68, -0.27],
        [-0.35, -0.36],
        [0.02, -0.33 - kind.hump * 0.35],
        [0.25, -0.36 - kind.hump],
        [0.46, -0.33 - kind.hump * 0.3],
        [0.62, -0.2 + neck],
        [0.58, 0.05 + neck * 0.5],
        [0.38, 0.25],
        [-0.1, 0.28],
        [-0.55, 0.24],
      ],
      0.018,
      random,
    ),
  );
  pen.fur(ellipse([-0.78, -0.08], 0.06, 0.07), coat);
  pen.fur(body, { ...coat, flow: Math.PI * 0.72 });
  leg(pen, kind, coat, [-0.56, 0.06], [-0.56 + stride, foot], 0.2);
  leg(pen, kind, coat, [0.38, 0.05], [0.38 - stride, foot], 0.17);
  headFromSide(pen, kind, coat, 0.7, -0.2 + neck);
}

function leg(
  pen: Pen,
  kind: BearKind,
  coat: Coat,
  top: readonly [number, number],
  foot: readonly [number, number],
  width: number,
): void {
  pen.fur(limb(top, foot, width, width * 0.6), coat);
  pen.fur(ellipse([foot[0] + 0.05, foot[1]], width * 0.72, 0.065), coat);
  for (let i = 0; i < 4; i++) {
    const x = foot[0] + 0.07 + i * 0.028;
    pen.line(
      [
        [x, foot[1] + 0.03],
        [x + kind.claws, foot[1] + 0.045],
      ],
      0.014,
      [40, 15, 62],
    );
  }
}

function headFromSide(pen: Pen, kind: BearKind, coat: Coat, x: number, y: number): void {
  const long = { ...coat, flow: Math.PI * 0.85 };
  pen.fur(ellipse([x - 0.12, y - 0.2], kind.ears * 0.9, kind.ears * 1.25), coat);
  pen.fur(ellipse([x, y], 0.24, 0.22 + (kind.cheeks - 0.29) * 0.4), long);
  const tip = x + 0.14 + kind.muzzle;
  const dish = kind.hump > 0 ? 0.05 : 0;
  const muzzle = blob([
    [x + 0.08, y - 0.12 + dish],
    [tip - 0.05, y - 0.03 + dish],
    [tip, y + 0.05],
    [tip - 0.06, y + 0.13],
    [x + 0.08, y + 0.15],
  ]);
  pen.fur(muzzle, { ...long, colour: lighter(coat.colour, kind.muzzleLight), length: 0.04 });
  pen.fill(ellipse([tip - 0.01, y + 0.02], 0.055, 0.045), [240, 8, 8]);
  pen.line(
    [
      [tip - 0.03, y + 0.1],
      [x + 0.16, y + 0.12],
    ],
    0.012,
    [20, 20, 8],
  );
  pen.eye([x + 0.09, y - 0.08], 0.026);
  pen.fur(ellipse([x - 0.04, y - 0.22], kind.ears, kind.ears * 1.2), { ...coat, length: 0.045 });
  pen.fill(ellipse([x - 0.035, y - 0.21], kind.ears * 0.45, kind.ears * 0.6), lighter(coat.colour, -7), 0.7);
}

function sitting(pen: Pen, kind: BearKind, coat: Coat): void {
  const { random } = pen;
  pen.fill(ellipse([0, 0.83], 0.7, 0.09), [30, 20, 6], 0.35);
  if (kind.hump > 0) pen.fur(ellipse([random.normal(0, 0.05), -0.28], 0.4, 0.28), coat);
  pen.fur(ellipse([0, 0.3], 0.5 + random.uniform(-0.05, 0.08), 0.55), coat);
  for (const side of [-1, 1]) {
    pen.fur(limb([side * 0.38, 0.5], [side * 0.5, 0.76], 0.2, 0.14), coat);
    leg(pen, kind, coat, [side * 0.26, 0.05], [side * random.uniform(0.15, 0.3), 0.74], 0.14);
  }
  faceFromFront(pen, kind, coat, random.normal(0, 0.06), -0.36, 1);
}

function portrait(pen: Pen, kind: BearKind, coat: Coat): void {
  const { random } = pen;
  const shoulders = 0.85 + kind.hump * 0.6;
  pen.fur(ellipse([random.normal(0, 0.08), 0.85], shoulders, 0.75), { ...coat, length: 0.11 });
  faceFromFront(pen, kind, { ...coat, length: 0.09 }, random.normal(0, 0.06), -0.02, 1.85);
}

/** @param size 1 for a head of a sitting bear */
function faceFromFront(pen: Pen, kind: BearKind, coat: Coat, x: number, y: number, size: number): void {
  const { random } = pen;
  const at = (dx: number, dy: number): readonly [number, number] => [x + dx * size, y + dy * size];
  const turn = random.normal(0, 0.035);
  for (const side of [-1, 1]) {
    const ear = at(side * (kind.cheeks * 0.74), -0.2 - kind.ears * 0.35);
    pen.fur(ellipse(ear, kind.ears * size, kind.ears * 1.2 * size), coat);
    pen.fill(ellipse(ear, kind.ears * 0.5 * size, kind.ears * 0.65 * size), lighter(coat.colour, -6), 0.8);
  }
  pen.fur(
    blob([
      at(-0.2, -0.22),
      at(0.2, -0.22),
      at(kind.cheeks, 0.06),
      at(0.16, 0.26),
      at(-0.16, 0.26),
      at(-kind.cheeks, 0.06),
    ]),
    coat,
  );
  const light = { ...coat, colour: lighter(coat.colour, kind.muzzleLight), length: 0.035 * size };
  const width = kind.hump > 0 ? 0.15 : 0.115;
  pen.fur(ellipse(at(turn, 0.13), width * size, (0.1 + kind.muzzle * 0.22) * size), light);
  pen.fill(ellipse(at(turn * 1.5, 0.06), 0.065 * size, 0.045 * size), [240, 8, 8]);
  pen.fill(ellipse(at(turn * 1.5 - 0.015, 0.045), 0.02 * size, 0.01 * size), [220, 10, 60], 0.7);
  pen.line([at(turn * 1.5, 0.1), at(turn, 0.17), at(turn - 0.06, 0.2)], 0.014 * size, [20, 20, 8]);
  pen.line([at(turn, 0.17), at(turn + 0.06, 0.2)], 0.014 * size, [20, 20, 8]);
  for (const side of [-1, 1]) pen.eye(at(turn * 0.6 + side * 0.115, -0.045), 0.024 * size);
}
