import { setImmediate as nextTurn } from 'node:timers/promises';
import { engineReady, tf } from '../../engine/index.js';
import type { FeatureMatrix } from './featureMatrix.js';

/** How a linear head is trained. */
export interface LinearHeadOptions {
  /** Weight of the squared weights in the loss, by which a head of few photos stays modest. @default what fits unseen photos best */
  readonly l2?: number;
  /** Full passes of gradient descent. @default 120 */
  readonly steps?: number;
  /** Ends the work between two steps. @default Stop of the cell */
  readonly signal?: AbortSignal;
}

/** Rows that are judged at once: so large is what lies in memory besides the features. */
const block = 8192;

/** What a head learns from. */
export interface HeadLesson {
  readonly features: FeatureMatrix;
  /** Class index of each row. */
  readonly labels: readonly number[];
  readonly classes: number;
  /** How much each row counts, 0 … 1. @default all alike */
  readonly weights?: Float64Array | undefined;
}

/**
 * Multinomial logistic regression on features that are brought to mean 0 and deviation 1, by accelerated gradient
 * descent on the engine: products of matrices, and between two of them it can be stopped.
 */
export class LinearHead {
  private constructor(
    private readonly classes: number,
    private readonly scaling: Scaling,
    /** `width × classes`. */
    private readonly weights: Float32Array,
    private readonly biases: Float32Array,
  ) {}

  /** @throws the signal's reason when it is stopped */
  static async fit(
    lesson: HeadLesson,
    { l2 = 1e-2, ...options }: LinearHeadOptions = {},
  ): Promise<LinearHead> {
    const [head] = await LinearHead.fitEach(lesson, [l2], options);
    return head as LinearHead;
  }

  /** Heads with one `l2` each, side by side in one product: several cost little more than one. */
  static async fitEach(
    { features, labels, classes, weights }: HeadLesson,
    l2s: readonly number[],
    { steps = 120, signal }: Omit<LinearHeadOptions, 'l2'> = {},
  ): Promise<LinearHead[]> {
    await engineReady();
    const scaling = scalingOf(features);
    const values = scaled(features, scaling);
    const counts = weights ?? new Float64Array(features.count).fill(1);
    const task = taskOf(values, features, labels, classes, counts, l2s);
    let point = startOf(features.width, classes * l2s.length);
    try {
      for (let step = 0; step < steps; step++) {
        const next = tf.tidy(() => descend(task, point, step / (step + 3)));
        tf.dispose(point);
        point = next;
        await nextTurn();
        signal?.throwIfAborted();
      }
      const [w, b] = (await Promise.all([point.w.data(), point.b.data()])) as [Float32Array, Float32Array];
      return l2s.map(
        (_, i) =>
          new LinearHead(
            classes,
            scaling,
            columnsOf(w, i, classes, l2s.length),
            b.slice(i * classes, (i + 1) * classes),
          ),
      );
    } finally {
      tf.dispose([task.x, task.wanted, task.counts, task.decay, task.rates]);
      tf.dispose(point);
    }
  }

  /** Probabilities, `count × classes`. */
  async predict({ values, width, count }: FeatureMatrix, signal?: AbortSignal): Promise<Float64Array> {
    const out = new Float64Array(count * this.classes);
    for (let from = 0; from < count; from += block) {
      const rows = Math.min(block, count - from);
      const part = { values: values.subarray(from * width, (from + rows) * width), width, count: rows };
      const probabilities = tf.tidy(() => {
        const weights = tf.tensor2d(this.weights, [width, this.classes]);
        const x = tf.tensor2d(scaled(part, this.scaling), [rows, width]);
        return tf.softmax(tf.add(tf.matMul(x, weights), tf.tensor1d(this.biases)));
      });
      out.set(await probabilities.data(), from * this.classes);
      probabilities.dispose();
      signal?.throwIfAborted();
    }
    return out;
  }
}

/** Where the descent stands, and where it stood one step before. */
interface Point extends tf.TensorContainerObject {
  readonly w: tf.Tensor2D;
  readonly b: tf.Tensor1D;
  readonly beforeW: tf.Tensor2D;
  readonly beforeB: tf.Tensor1D;
}

function startOf(width: number, classes: number): Point {
  const w = (): tf.Tensor2D => tf.zeros([width, classes]);
  const b = (): tf.Tensor1D => tf.zeros([classes]);
  return { w: w(), b: b(), beforeW: w(), beforeB: b() };
}

/** What stays the same from step to step. Of several heads the columns stand side by side. */
interface HeadTask {
  readonly x: tf.Tensor2D;
  /** `rows × 1 × classes`, ones at the labels. */
  readonly wanted: tf.Tensor3D;
  /** `rows × 1 × 1`, adding up to 1. */
  readonly counts: tf.Tensor3D;
  /** Weight decay and step length of each column. */
  readonly decay: tf.Tensor1D;
  readonly rates: tf.Tensor1D;
  readonly heads: number;
  readonly classes: number;
}

function taskOf(
  values: Float32Array,
  { width, count }: FeatureMatrix,
  labels: readonly number[],
  classes: number,
  weights: Float64Array,
  l2s: readonly number[],
): HeadTask {
  const total = weights.reduce((sum, weight) => sum + weight, 0) || 1;
  // The curvature of the loss is at most half the mean squared length of a row.
  let squares = 0;
  for (const [i, value] of values.entries())
    squares += value * value * (weights[Math.floor(i / width)] as number);
  const columns = l2s.flatMap((l2) => new Array<number>(classes).fill(l2));
  return {
    x: tf.tensor2d(values, [count, width]),
    wanted: tf.tensor3d(oneHot(labels, classes), [count, 1, classes]),
    counts: tf.tensor3d(
      Float32Array.from(weights, (weight) => weight / total),
      [count, 1, 1],
    ),
    decay: tf.tensor1d(columns),
    rates: tf.tensor1d(columns.map((l2) => 1 / (0.5 * (squares / total + 1) + l2))),
    heads: l2s.length,
    classes,
  };
}

/** By hand: tfjs refuses it for a single class. */
function oneHot(labels: readonly number[], classes: number): Float32Array {
  const ones = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) ones[row * classes + label] = 1;
  return ones;
}

/** One step by Nesterov: the gradient is taken a little ahead, in the direction of the last step. */
function descend(task: HeadTask, { w, b, beforeW, beforeB }: Point, momentum: number): Point {
  const { x, wanted, counts, decay, rates, heads, classes } = task;
  const aheadW: tf.Tensor2D = tf.add(w, tf.mul(tf.sub(w, beforeW), momentum));
  const aheadB: tf.Tensor1D = tf.add(b, tf.mul(tf.sub(b, beforeB), momentum));
  const scores = tf.reshape(tf.add(tf.matMul(x, aheadW), aheadB), [-1, heads, classes]);
  const each = tf.mul(tf.sub(tf.softmax(scores), wanted), counts);
  const errors: tf.Tensor2D = tf.reshape(each, [-1, heads * classes]);
  const gradient = tf.add(tf.matMul(x, errors, true), tf.mul(aheadW, decay));
  return {
    w: tf.sub(aheadW, tf.mul(gradient, rates)),
    b: tf.sub(aheadB, tf.mul(tf.sum(errors, 0), rates)),
    beforeW: w.clone(),
    beforeB: b.clone(),
  };
}

/** The columns of one head, row by row. */
function columnsOf(w: Float32Array, head: number, classes: number, heads: number): Float32Array {
  const width = w.length / (classes * heads);
  const own = new Float32Array(width * classes);
  for (let k = 0; k < width; k++)
    own.set(w.subarray((k * heads + head) * classes, (k * heads + head + 1) * classes), k * classes);
  return own;
}

interface Scaling {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

function scalingOf({ values, width, count }: FeatureMatrix): Scaling {
  const [means, deviations] = [new Float64Array(width), new Float64Array(width)];
  for (const [i, value] of values.entries()) means[i % width] = (means[i % width] as number) + value / count;
  for (const [i, value] of values.entries()) {
    const k = i % width;
    deviations[k] = (deviations[k] as number) + (value - (means[k] as number)) ** 2 / count;
  }
  return { means, deviations: deviations.map((variance) => Math.sqrt(variance) || 1) };
}

function scaled({ values, width }: FeatureMatrix, { means, deviations }: Scaling): Float32Array {
  return values.map((value, i) => (value - (means[i % width] as number)) / (deviations[i % width] as number));
}
