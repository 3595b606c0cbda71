import { type Canvas, createCanvas } from '@napi-rs/canvas';
import type { Random } from '../../core/index.js';

/** Strokes of each digit in a unit square, y down; a hand would write them so. */
const strokes: readonly (readonly (readonly [number, number])[])[][] = [
  [
    [
      [0.5, 0.1],
      [0.22, 0.3],
      [0.2, 0.65],
      [0.45, 0.9],
      [0.75, 0.7],
      [0.78, 0.3],
      [0.5, 0.1],
    ],
  ],
  [
    [
      [0.35, 0.28],
      [0.55, 0.1],
      [0.53, 0.9],
    ],
  ],
  [
    [
      [0.25, 0.28],
      [0.45, 0.1],
      [0.72, 0.25],
      [0.62, 0.5],
      [0.22, 0.88],
      [0.8, 0.86],
    ],
  ],
  [
    [
      [0.25, 0.18],
      [0.55, 0.1],
      [0.72, 0.28],
      [0.45, 0.46],
      [0.75, 0.66],
      [0.55, 0.9],
      [0.22, 0.82],
    ],
  ],
  [
    [
      [0.62, 0.1],
      [0.22, 0.62],
      [0.82, 0.6],
    ],
    [
      [0.65, 0.4],
      [0.62, 0.92],
    ],
  ],
  [
    [
      [0.74, 0.12],
      [0.32, 0.12],
      [0.28, 0.45],
      [0.6, 0.42],
      [0.75, 0.68],
      [0.5, 0.9],
      [0.22, 0.82],
    ],
  ],
  [
    [
      [0.66, 0.1],
      [0.34, 0.36],
      [0.24, 0.7],
      [0.48, 0.9],
      [0.74, 0.7],
      [0.5, 0.5],
      [0.27, 0.68],
    ],
  ],
  [
    [
      [0.2, 0.14],
      [0.8, 0.12],
      [0.55, 0.5],
      [0.42, 0.92],
    ],
  ],
  [
    [
      [0.5, 0.1],
      [0.26, 0.27],
      [0.7, 0.66],
      [0.5, 0.9],
      [0.27, 0.7],
      [0.72, 0.3],
      [0.5, 0.1],
    ],
  ],
  [
    [
      [0.7, 0.32],
      [0.48, 0.12],
      [0.28, 0.32],
      [0.5, 0.5],
      [0.71, 0.3],
      [0.66, 0.6],
      [0.56, 0.92],
    ],
  ],
];

/** A digit as a hand writes it, white on black, `size` × `size` pixels: MNIST's manner. */
export function drawDigit(digit: number, random: Random, size = 28): Canvas {
  const canvas = createCanvas(size, size);
  const context = canvas.getContext('2d');
  context.fillStyle = '#000';
  context.fillRect(0, 0, size, size);
  const [wide, high] = [random.uniform(0.5, 0.75), random.uniform(0.62, 0.78)];
  context.translate(size * random.uniform(0.46, 0.54), size * random.uniform(0.47, 0.53));
  // Hands lean to the right more often than to the left.
  context.transform(size * wide, 0, -size * random.normal(0.12, 0.13), size * high, 0, 0);
  context.rotate(random.normal(0, 0.1));
  context.translate(-0.5, -0.5);
  context.strokeStyle = '#fff';
  context.lineWidth = random.uniform(0.09, 0.16);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  for (const stroke of strokes[digit] ?? []) {
    const points = stroke.map(([x, y]) => [x + random.normal(0, 0.035), y + random.normal(0, 0.03)] as const);
    drawSmooth(context, points);
  }
  return canvas;
}

/** A line through points whose corners are rounded by way of their midpoints. */
function drawSmooth(
  context: ReturnType<Canvas['getContext']>,
  points: readonly (readonly [number, number])[],
): void {
  const at = (i: number): readonly [number, number] => points[i] as readonly [number, number];
  context.beginPath();
  context.moveTo(...at(0));
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = at(i);
    const [nextX, nextY] = at(i + 1);
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...at(points.length - 1));
  context.stroke();
}
