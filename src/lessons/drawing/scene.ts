import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../../core/index.js';
import { type Colour, css, lighter, vary } from './colour.js';

/** Where a photo was taken. */
export type Place =
  | 'forest'
  | 'meadow'
  | 'snow'
  | 'rocks'
  | 'enclosure'
  | 'room'
  | 'sofa'
  | 'shelf'
  | 'leaves';

/** What a place is drawn with: a small canvas, which makes it out of focus when it is drawn larger. */
interface Brush {
  readonly context: SKRSContext2D;
  readonly width: number;
  readonly height: number;
  readonly random: Random;
}

/** Draws a place that is out of focus over the whole photo. */
export function drawScene(
  context: SKRSContext2D,
  width: number,
  height: number,
  place: Place,
  random: Random,
): void {
  const sharpness = random.uniform(0.25, 0.6);
  const small = createCanvas(Math.ceil(width * sharpness), Math.ceil(height * sharpness));
  const brush = { context: small.getContext('2d'), width: small.width, height: small.height, random };
  places[place](brush);
  context.imageSmoothingEnabled = true;
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, width, height);
}

const places: Readonly<Record<Place, (brush: Brush) => void>> = {
  forest(brush) {
    const green: Colour = [
      brush.random.uniform(75, 140),
      brush.random.uniform(18, 45),
      brush.random.uniform(22, 42),
    ];
    wash(brush, lighter(green, brush.random.uniform(5, 30)), lighter(green, -8));
    speckle(brush, green, 160, 0.09, 0, 0.8);
    for (let i = brush.random.int(3, 9); i > 0; i--) trunk(brush);
    ground(brush, vary([45, 30, 26], brush.random, 2), brush.random.uniform(0.62, 0.85));
  },
  meadow(brush) {
    const { random, height } = brush;
    wash(brush, [random.uniform(195, 220), random.uniform(20, 60), random.uniform(68, 88)], [205, 25, 86]);
    hill(brush, [random.uniform(80, 160), 24, random.uniform(35, 55)], random.uniform(0.3, 0.5));
    ground(
      brush,
      [random.uniform(60, 110), random.uniform(25, 55), random.uniform(32, 52)],
      random.uniform(0.45, 0.65),
    );
    blades(brush, [random.uniform(55, 110), 45, 42], height * 0.5);
  },
  snow(brush) {
    const { random } = brush;
    wash(brush, [210, random.uniform(8, 30), random.uniform(60, 85)], [215, 14, 84]);
    hill(brush, [random.uniform(160, 215), 14, random.uniform(28, 55)], random.uniform(0.3, 0.5));
    ground(brush, [215, random.uniform(6, 24), random.uniform(76, 92)], random.uniform(0.5, 0.7));
    speckle(brush, [210, 15, 92], 120, 0.02, 0, 1);
  },
  rocks(brush) {
    const { random } = brush;
    wash(brush, [200, random.uniform(5, 35), random.uniform(45, 78)], [210, 20, 60]);
    speckle(brush, [random.uniform(20, 220), 9, random.uniform(32, 56)], 60, 0.16, 0.25, 1);
    speckle(brush, [200, 22, 58], 60, 0.04, 0.7, 1);
  },
  enclosure(brush) {
    const { random, context, width, height } = brush;
    const wall: Colour = [random.uniform(20, 60), random.uniform(4, 20), random.uniform(42, 72)];
    wash(brush, wall, lighter(wall, -14));
    context.strokeStyle = css(lighter(wall, -16), 0.6);
    context.lineWidth = 1.5;
    const step = height / random.uniform(4, 8);
    for (let y = 0; y < height * 0.7; y += step) context.strokeRect(-5, y, width + 10, step);
    for (let x = random.uniform(0, step); x < width; x += step * 2)
      context.strokeRect(x, 0, 0.1, height * 0.7);
    ground(brush, vary([35, 28, 38], random, 2), random.uniform(0.65, 0.8));
  },
  room(brush) {
    const { random, context, width, height } = brush;
    const wall: Colour = [random.uniform(0, 360), random.uniform(5, 40), random.uniform(48, 88)];
    wash(brush, lighter(wall, 4), lighter(wall, -10));
    if (random.chance(0.6)) stripes(brush, lighter(wall, -7));
    if (random.chance(0.6)) {
      const [x, y] = [random.uniform(0, 0.7) * width, random.uniform(0, 0.2) * height];
      context.fillStyle = css([200, 30, random.uniform(70, 96)]);
      context.fillRect(x, y, width * 0.3, height * 0.34);
      context.strokeStyle = css([30, 20, 90]);
      context.lineWidth = 3;
      context.strokeRect(x, y, width * 0.15, height * 0.34);
      context.strokeRect(x, y, width * 0.3, height * 0.34);
    }
    ground(
      brush,
      [random.uniform(15, 45), random.uniform(15, 50), random.uniform(22, 60)],
      random.uniform(0.66, 0.82),
    );
  },
  sofa(brush) {
    const { random, context, width, height } = brush;
    wash(brush, vary([40, 14, 76], random, 3), vary([35, 12, 62], random, 2));
    const cloth: Colour = [random.uniform(0, 360), random.uniform(8, 50), random.uniform(28, 66)];
    context.fillStyle = css(cloth);
    context.beginPath();
    context.roundRect(-10, height * random.uniform(0.15, 0.35), width + 20, height, 18);
    context.fill();
    for (let x = random.uniform(0, width / 3); x < width; x += width / random.uniform(2, 4)) {
      context.fillStyle = css(lighter(cloth, -12), 0.8);
      context.fillRect(x, height * 0.25, 2, height * 0.5);
    }
    ground(brush, lighter(cloth, 7), random.uniform(0.66, 0.8));
    speckle(brush, cloth, 120, 0.012, 0.2, 1);
  },
  shelf(brush) {
    const { random, context, width, height } = brush;
    const wood: Colour = [random.uniform(18, 40), random.uniform(20, 55), random.uniform(24, 58)];
    wash(brush, lighter(wood, -8), lighter(wood, -16));
    for (let x = random.uniform(-10, 10); x < width; ) {
      const thickness = width * random.uniform(0.03, 0.1);
      context.fillStyle = css([random.uniform(0, 360), random.uniform(10, 60), random.uniform(20, 72)]);
      context.fillRect(x, height * random.uniform(0.02, 0.25), thickness - 1, height);
      x += thickness;
    }
    ground(brush, lighter(wood, 8), random.uniform(0.7, 0.82));
  },
  leaves(brush) {
    const { random } = brush;
    const green: Colour = [random.uniform(70, 150), random.uniform(20, 50), random.uniform(18, 46)];
    wash(brush, lighter(green, 10), lighter(green, -10));
    speckle(brush, green, 110, 0.14, 0, 1);
    blades(brush, lighter(green, 6), brush.height);
  },
};

function wash({ context, width, height }: Brush, top: Colour, bottom: Colour): void {
  const gradient = context.createLinearGradient(0, 0, 0, height);
  gradient.addColorStop(0, css(top));
  gradient.addColorStop(1, css(bottom));
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
}

function ground({ context, width, height, random }: Brush, colour: Colour, from: number): void {
  const gradient = context.createLinearGradient(0, height * from, 0, height);
  gradient.addColorStop(0, css(lighter(colour, 8)));
  gradient.addColorStop(1, css(lighter(colour, -8)));
  context.fillStyle = gradient;
  context.beginPath();
  context.moveTo(-1, height + 1);
  const tilt = random.uniform(-0.05, 0.05) * height;
  context.lineTo(-1, height * from + tilt);
  context.quadraticCurveTo(
    width / 2,
    height * from + random.uniform(-0.04, 0.04) * height,
    width + 1,
    height * from - tilt,
  );
  context.lineTo(width + 1, height + 1);
  context.fill();
  speckle({ context, width, height, random }, colour, 90, 0.025, from, 1);
}

function hill({ context, width, height, random }: Brush, colour: Colour, from: number): void {
  context.fillStyle = css(colour);
  context.beginPath();
  context.moveTo(0, height);
  for (let i = 0; i <= 8; i++) context.lineTo((i / 8) * width, height * (from + random.uniform(-0.1, 0.08)));
  context.lineTo(width, height);
  context.fill();
}

function trunk({ context, width, height, random }: Brush): void {
  const x = random.uniform(0, width);
  const thickness = width * random.uniform(0.012, 0.07);
  context.fillStyle = css([random.uniform(15, 45), random.uniform(8, 30), random.uniform(12, 40)], 0.85);
  context.beginPath();
  context.moveTo(x, -1);
  context.lineTo(x + thickness, -1);
  context.lineTo(x + thickness * 1.25 + random.normal(0, 3), height * 0.82);
  context.lineTo(x - thickness * 0.25, height * 0.82);
  context.fill();
}

/** Round spots between two heights (shares of the photo). */
function speckle(
  { context, width, height, random }: Brush,
  colour: Colour,
  count: number,
  size: number,
  from: number,
  to: number,
): void {
  for (let i = 0; i < count; i++) {
    const radius = width * size * random.uniform(0.2, 1);
    context.fillStyle = css(lighter(colour, random.normal(0, 10)), random.uniform(0.25, 0.8));
    context.beginPath();
    context.ellipse(
      random.uniform(0, width),
      height * random.uniform(from, to),
      radius,
      radius * random.uniform(0.5, 1),
      0,
      0,
      7,
    );
    context.fill();
  }
}

function stripes({ context, width, height, random }: Brush, colour: Colour): void {
  const step = width / random.uniform(6, 16);
  context.fillStyle = css(colour, 0.6);
  for (let x = random.uniform(0, step); x < width; x += step) context.fillRect(x, 0, step / 2, height);
}

function blades({ context, width, height, random }: Brush, colour: Colour, from: number): void {
  for (let i = 0; i < 130; i++) {
    const [x, y] = [random.uniform(0, width), random.uniform(from, height * 1.05)];
    context.strokeStyle = css(lighter(colour, random.normal(0, 9)), 0.7);
    context.lineWidth = random.uniform(0.5, 1.6);
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + random.normal(0, 3), y - random.uniform(3, 12));
    context.stroke();
  }
}
