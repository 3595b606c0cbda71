import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import type { Random } from '../../core/index.js';
import { css } from './colour.js';
import { Pen } from './pen.js';
import { drawScene, type Place } from './scene.js';

/** Something to take a photo of. */
export interface Subject {
  /** Places where it may be met, some more often than others by being named twice. */
  readonly places: readonly Place[];
  /** Draws it around the origin, about one unit to each side. */
  draw(pen: Pen): void;
}

const shapes = [
  [300, 225],
  [320, 240],
  [320, 214],
  [280, 280],
  [240, 300],
  [336, 252],
] as const;

/** One photo: a place out of focus, the subject somewhere near the middle, the light of an hour, a camera. */
export function drawPhoto(subject: Subject, random: Random): Canvas {
  const [width, height] = random.choice(shapes);
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  drawScene(context, width, height, random.choice(subject.places), random);
  const pen = new Pen(context, random, random.uniform(-1, 1));
  placeSubject(context, width, height, random);
  subject.draw(pen);
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (random.chance(0.25)) drawForeground(context, width, height, random);
  lightUp(context, width, height, random);
  addGrain(context, width, height, random);
  return canvas;
}

function placeSubject(context: SKRSContext2D, width: number, height: number, random: Random): void {
  const unit = (Math.min(width, height) / 2) * random.uniform(0.68, 1.08);
  context.translate(width * random.uniform(0.38, 0.62), height * random.uniform(0.46, 0.58));
  context.rotate(random.normal(0, 0.06));
  context.scale(random.chance(0.5) ? -unit : unit, unit * random.uniform(0.93, 1.07));
}

/** Grass or leaves close to the lens. */
function drawForeground(context: SKRSContext2D, width: number, height: number, random: Random): void {
  const hue = random.uniform(60, 130);
  for (let i = random.int(6, 26); i > 0; i--) {
    const x = random.uniform(0, width);
    context.strokeStyle = css([hue, 35, random.uniform(20, 55)], 0.55);
    context.lineWidth = random.uniform(1.5, 5);
    context.beginPath();
    context.moveTo(x, height + 4);
    context.quadraticCurveTo(x, height * 0.9, x + random.normal(0, 20), height * random.uniform(0.68, 0.95));
    context.stroke();
  }
}

/** The hour's colour, its brightness, a beam of sun or the lens's darker corners. */
function lightUp(context: SKRSContext2D, width: number, height: number, random: Random): void {
  const warm = random.chance(0.5) ? random.uniform(25, 50) : random.uniform(200, 230);
  context.globalCompositeOperation = 'soft-light';
  context.fillStyle = css([warm, random.uniform(20, 80), random.uniform(28, 74)], random.uniform(0.2, 0.7));
  context.fillRect(0, 0, width, height);
  const reach = Math.hypot(width, height) / 2;
  const [x, y] = [width * random.uniform(0.2, 0.8), height * random.uniform(0.1, 0.7)];
  const gradient = context.createRadialGradient(x, y, reach * 0.2, x, y, reach * 1.5);
  gradient.addColorStop(0, css([45, 60, 80], random.uniform(0, 0.25)));
  gradient.addColorStop(1, css([230, 30, 8], random.uniform(0.1, 0.5)));
  context.fillStyle = gradient;
  context.fillRect(0, 0, width, height);
  context.globalCompositeOperation = 'source-over';
}

/** The sensor's noise, a little of it in each colour. */
function addGrain(context: SKRSContext2D, width: number, height: number, random: Random): void {
  const amount = random.uniform(3, 11);
  const image = context.getImageData(0, 0, width, height);
  const { data } = image;
  for (let i = 0; i < data.length; i += 4) {
    // Sums of bytes of one word are near enough to a bell curve and cost one draw a pixel.
    const word = random.uint32();
    const grey = ((word & 255) + ((word >>> 8) & 255) - 255) / 255;
    const tint = ((word >>> 16) & 255) / 255 - 0.5;
    data[i] = (data[i] as number) + amount * (grey + tint);
    data[i + 1] = (data[i + 1] as number) + amount * grey;
    data[i + 2] = (data[i + 2] as number) + amount * (grey - tint);
  }
  context.putImageData(image, 0, 0);
}
