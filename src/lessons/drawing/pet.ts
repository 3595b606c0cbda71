import type { Random } from '../../core/index.js';
import { type Colour, lighter, vary } from './colour.js';
import type { Subject } from './drawPhoto.js';
import { blob, ellipse, limb, type Point } from './outline.js';
import type { Coat, Pen } from './pen.js';

/** What tells one kind of pet from another. */
export interface PetKind {
  readonly coats: readonly Colour[];
  readonly irises: readonly Colour[];
  /** Draws one ear: `side` −1 left, 1 right; `at` places points of the head. */
  readonly ear: (pen: Pen, coat: Coat, at: HeadPoint, side: number, size: number) => void;
  /** Half the height of the muzzle, and how far it comes forward. */
  readonly muzzle: readonly [number, number];
  /** Width of the head. */
  readonly cheeks: number;
  readonly eyes: number;
  readonly whiskers: boolean;
  /** How often the tongue hangs out. */
  readonly tongue: number;
  readonly tail: 'long' | 'wagging';
}

/** A point of the head in the photo's units. */
type HeadPoint = (x: number, y: number) => Point;

/** A cat: pointed ears, a short face, large eyes with slits, whiskers. */
export const cat: PetKind = {
  coats: [
    [30, 60, 50],
    [220, 6, 40],
    [30, 12, 80],
    [25, 20, 16],
    [35, 30, 60],
  ],
  irises: [
    [95, 55, 45],
    [48, 75, 48],
    [205, 55, 58],
  ],
  ear: pointedEar,
  muzzle: [0.085, 0.05],
  cheeks: 0.31,
  eyes: 0.05,
  whiskers: true,
  tongue: 0,
  tail: 'long',
};

/** A dog: ears that hang or stand, a long muzzle with a large nose, often a tongue. */
export const dog: PetKind = {
  coats: [
    [32, 50, 48],
    [22, 45, 30],
    [40, 30, 78],
    [230, 6, 13],
    [28, 18, 55],
  ],
  irises: [
    [25, 45, 20],
    [30, 50, 28],
  ],
  ear: hangingEar,
  muzzle: [0.16, 0.12],
  cheeks: 0.26,
  eyes: 0.035,
  whiskers: false,
  tongue: 0.55,
  tail: 'wagging',
};

/** A pet of a kind, sitting, or looking into the camera. */
export function pet(kind: PetKind, random: Random): Subject {
  const coat: Coat = {
    colour: vary(random.choice(kind.coats), random, 0.8),
    length: random.uniform(0.035, 0.09),
    spread: random.uniform(6, 14),
  };
  const pose = random.choice([sitting, sitting, portrait]);
  return { places: ['room', 'room', 'meadow', 'leaves', 'enclosure'], draw: (pen) => pose(pen, kind, coat) };
}

function sitting(pen: Pen, kind: PetKind, coat: Coat): void {
  const { random } = pen;
  pen.fill(ellipse([0, 0.85], 0.6, 0.08), [30, 20, 6], 0.35);
  const up = kind.tail === 'wagging' ? random.uniform(-0.15, 0.25) : random.uniform(0.45, 0.75);
  pen.fur(limb([0.3, 0.7], [0.72, up], 0.07, 0.045), coat);
  pen.fur(ellipse([0, 0.42], 0.34 + random.uniform(-0.04, 0.08), 0.46), coat);
  for (const side of [-1, 1]) {
    pen.fur(ellipse([side * 0.27, 0.68], 0.17, 0.17), coat);
    pen.fur(limb([side * 0.13, 0.35], [side * 0.14, 0.8], 0.1, 0.07), coat);
  }
  face(pen, kind, coat, random.normal(0, 0.06), -0.3, 1.05);
}

function portrait(pen: Pen, kind: PetKind, coat: Coat): void {
  pen.fur(ellipse([pen.random.normal(0, 0.06), 0.9], 0.6, 0.7), { ...coat, length: 0.1 });
  face(pen, kind, coat, pen.random.normal(0, 0.05), -0.04, 1.85);
}

function face(pen: Pen, kind: PetKind, coat: Coat, x: number, y: number, size: number): void {
  const { random } = pen;
  const at: HeadPoint = (dx, dy) => [x + dx * size, y + dy * size];
  for (const side of [-1, 1]) kind.ear(pen, coat, at, side, size);
  const cheek = kind.cheeks;
  pen.fur(
    blob([
      at(-0.19, -0.24),
      at(0.19, -0.24),
      at(cheek, 0.02),
      at(0.17, 0.25),
      at(-0.17, 0.25),
      at(-cheek, 0.02),
    ]),
    coat,
  );
  const iris = random.choice(kind.irises);
  for (const side of [-1, 1]) {
    const eye = at(side * 0.125, -0.05);
    pen.eye(eye, kind.eyes * size, iris);
    if (kind.whiskers) pen.fill(ellipse(eye, 0.013 * size, 0.04 * size), [0, 0, 4]);
  }
  mouth(pen, kind, coat, at, size);
}

function mouth(pen: Pen, kind: PetKind, coat: Coat, at: HeadPoint, size: number): void {
  const { random } = pen;
  const [half, forward] = kind.muzzle;
  const light = { ...coat, colour: lighter(coat.colour, random.uniform(4, 22)), length: 0.03 * size };
  pen.fur(ellipse(at(0, 0.11 + forward * 0.5), (0.1 + forward * 0.3) * size, half * size), light);
  const nose: Colour = kind.whiskers ? [350, 35, 55] : [240, 8, 9];
  pen.fill(
    ellipse(at(0, 0.06 + forward * 0.2), (0.03 + forward * 0.3) * size, (0.022 + forward * 0.2) * size),
    nose,
  );
  if (random.chance(kind.tongue)) pen.fill(ellipse(at(0.02, 0.29), 0.05 * size, 0.09 * size), [352, 60, 62]);
  const lip = 0.12 + forward * 0.7;
  for (const side of [-1, 1]) {
    pen.line([at(0, lip - 0.03), at(0, lip), at(side * 0.07, lip + 0.03)], 0.013 * size, [20, 25, 12]);
    if (!kind.whiskers) continue;
    for (const lean of [-0.05, 0, 0.05]) {
      pen.line([at(side * 0.09, 0.12), at(side * 0.42, 0.1 + lean)], 0.007 * size, [0, 0, 90], 0.8);
    }
  }
}

function pointedEar(pen: Pen, coat: Coat, at: HeadPoint, side: number, size: number): void {
  const tip = pen.random.uniform(-0.47, -0.4);
  pen.fur([at(side * 0.07, -0.2), at(side * 0.24, tip), at(side * 0.3, -0.08)], {
    ...coat,
    length: 0.03 * size,
  });
  pen.fill([at(side * 0.13, -0.2), at(side * 0.23, tip + 0.08), at(side * 0.26, -0.13)], [350, 35, 62], 0.7);
}

function hangingEar(pen: Pen, coat: Coat, at: HeadPoint, side: number): void {
  const dark = { ...coat, colour: lighter(coat.colour, -9) };
  const drop = pen.random.uniform(0.05, 0.28);
  pen.fur(
    blob([
      at(side * 0.14, -0.24),
      at(side * 0.3, -0.2),
      at(side * 0.4, drop * 0.6),
      at(side * 0.31, drop),
      at(side * 0.22, -0.02),
    ]),
    dark,
  );
}
