import { InvalidArgumentError } from '../core/index.js';
import { engineReady, tf } from '../engine/index.js';
import type { Pixels } from '../plot/index.js';
import type { Learner } from '../train/index.js';
import { forward, type PhotoInput } from '../vision/index.js';

/** Options of {@link gradCam}. */
export interface GradCamOptions {
  /** Class whose traces are sought, by its position. @default the predicted one */
  readonly classIndex?: number;
}

/** Where a network found the signs of a class. */
export interface HeatMap {
  /** Rows of numbers 0 … 1 over the photo, as coarse as the last feature map. */
  readonly heat: readonly (readonly number[])[];
  /** Class that the heat speaks for. */
  readonly classIndex: number;
  /** The photo as the model saw it: cut and scaled, colours 0 … 255. */
  readonly seen: Pixels;
}

/**
 * Grad-CAM (Selvaraju et al. 2017): the last feature map, each channel weighted by the mean gradient of the class's
 * logit, negative parts cut off.
 * @example
 * ```ts
 * import { gradCam, imagePlot, overlayHeat } from 'tsvision';
 * const heat = await gradCam(learn, 'photos/black/00000001.jpg');
 * await imagePlot(overlayHeat(heat));
 * ```
 */
export async function gradCam(
  learner: Learner,
  photo: PhotoInput,
  { classIndex }: GradCamOptions = {},
): Promise<HeatMap> {
  const { cnn } = learner;
  if (!cnn) {
    throw new InvalidArgumentError(
      'learner',
      learner.architecture,
      'a convolutional learner made by createCnn',
    );
  }
  await engineReady();
  const { preprocessor } = learner.data;
  const xs = await preprocessor.prepare(photo);
  const { heat, index } = tf.tidy(() => {
    const features = forward(cnn.body, xs);
    const logits = forward(cnn.head, features);
    const chosen = classIndex ?? (tf.argMax(logits, 1).dataSync()[0] as number);
    const score = (map: tf.Tensor): tf.Scalar =>
      tf.sum(tf.gather(cnn.head.apply(map, { training: false }) as tf.Tensor, [chosen], 1)) as tf.Scalar;
    const gradient = tf.grad(score)(features);
    const weights = tf.mean(gradient, [1, 2], true);
    const map = tf.relu(tf.sum(tf.mul(features, weights), 3));
    const scaled = tf.div(map, tf.add(tf.max(map), 1e-8));
    return { heat: tf.keep(tf.squeeze(scaled, [0])), index: chosen };
  });
  const rows = (await heat.array()) as number[][];
  const seen = await seenPixels(xs, preprocessor.config.stats);
  tf.dispose([xs, heat]);
  return { heat: rows, classIndex: index, seen };
}

/**
 * The photo as the model saw it with the heat over it, ready for a gallery.
 * @example
 * ```ts
 * import { gradCam, overlayHeat } from 'tsvision';
 * overlayHeat(await gradCam(learn, 'photos/black/00000001.jpg'), 0.5).width; // → 32
 * ```
 */
export function overlayHeat({ heat, seen }: HeatMap, strength = 0.5): Pixels {
  const { width, height } = seen;
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * 3;
      const colour = heatColour(interpolate(heat, (x + 0.5) / width, (y + 0.5) / height));
      for (let c = 0; c < 3; c++) {
        data[at + c] = (1 - strength) * (seen.data[at + c] as number) + strength * (colour[c] as number);
      }
    }
  }
  return { data, width, height };
}

interface ChannelStats {
  readonly mean: readonly number[];
  readonly std: readonly number[];
}

async function seenPixels(xs: tf.Tensor4D, stats: ChannelStats | undefined): Promise<Pixels> {
  const [, height, width] = xs.shape;
  const values = await xs.data();
  const data = Uint8Array.from(values, (value, i) => {
    const colour = stats ? value * (stats.std[i % 3] as number) + (stats.mean[i % 3] as number) : value;
    return Math.round(255 * Math.min(1, Math.max(0, colour)));
  });
  return { data, width, height };
}

/** Bilinear value at a place given in shares of the sides. */
function interpolate(map: readonly (readonly number[])[], x: number, y: number): number {
  const [rows, columns] = [map.length, map[0]?.length ?? 1];
  const [u, v] = [clamp(x * columns - 0.5, columns - 1), clamp(y * rows - 0.5, rows - 1)];
  const [left, top] = [Math.floor(u), Math.floor(v)];
  const at = (row: number, column: number): number =>
    map[Math.min(row, rows - 1)]?.[Math.min(column, columns - 1)] ?? 0;
  const mix = (row: number): number => at(row, left) * (1 - (u - left)) + at(row, left + 1) * (u - left);
  return mix(top) * (1 - (v - top)) + mix(top + 1) * (v - top);
}

function clamp(value: number, high: number): number {
  return Math.min(high, Math.max(0, value));
}

/** Blue over green to red. */
function heatColour(value: number): [number, number, number] {
  const channel = (centre: number): number =>
    255 * Math.min(1, Math.max(0, 1.5 - Math.abs(4 * value - centre)));
  return [channel(3), channel(2), channel(1)];
}
