import { setImmediate as nextTurn } from 'node:timers/promises';
import { engineReady, tf } from '../../engine/index.js';
import type { FeatureMatrix } from './featureMatrix.js';

/** How a linear head is trained. */
export interface LinearHeadOptions {
  /** Weight of the squared weights in the loss, by which a head of few photos stays modest. @default 1e-2 */
  readonly l2?: number;
  /** Full passes of gradient descent. @default 120 */
  readonly steps?: number;
  /** Ends the work between two steps. @default Stop of the cell */
  readonly signal?: AbortSignal;
}

/** Rows that are judged at once: so large is what lies in memory besides the features. */
const block = 8192;

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

  /** @param labels class index of each row. @throws the signal's reason when it is stopped */
  static async fit(
    features: FeatureMatrix,
    labels: readonly number[],
    classes: number,
    { l2 = 1e-2, steps = 120, signal }: LinearHeadOptions = {},
  ): Promise<LinearHead> {
    await engineReady();
    const scaling = scalingOf(features);
    const values = scaled(features, scaling);
    // The curvature of the loss is at most half the mean squared length of a row.
    let squares = 0;
    for (const value of values) squares += value * value;
    const rate = 1 / (0.5 * (squares / features.count + 1) + l2);
    const x = tf.tensor2d(values, [features.count, features.width]);
    const wanted = tf.tidy(
      () => tf.oneHot(tf.tensor1d([...labels], 'int32'), classes).toFloat() as tf.Tensor2D,
    );
    let point = startOf(features.width, classes);
    try {
      for (let step = 0; step < steps; step++) {
        const next = tf.tidy(() => descend(x, wanted, point, { momentum: step / (step + 3), rate, l2 }));
        tf.dispose(point);
        point = next;
        await nextTurn();
        signal?.throwIfAborted();
      }
      const [weights, biases] = (await Promise.all([point.w.data(), point.b.data()])) as Float32Array[];
      return new LinearHead(classes, scaling, weights as Float32Array, biases as Float32Array);
    } finally {
      tf.dispose([x, wanted]);
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

/** One step by Nesterov: the gradient is taken a little ahead, in the direction of the last step. */
function descend(
  x: tf.Tensor2D,
  wanted: tf.Tensor2D,
  { w, b, beforeW, beforeB }: Point,
  { momentum, rate, l2 }: { readonly momentum: number; readonly rate: number; readonly l2: number },
): Point {
  const aheadW: tf.Tensor2D = tf.add(w, tf.mul(tf.sub(w, beforeW), momentum));
  const aheadB: tf.Tensor1D = tf.add(b, tf.mul(tf.sub(b, beforeB), momentum));
  const errors = tf.div(tf.sub(tf.softmax(tf.add(tf.matMul(x, aheadW), aheadB)), wanted), x.shape[0]);
  const gradient = tf.add(tf.matMul(x, errors as tf.Tensor2D, true), tf.mul(aheadW, l2));
  return {
    w: tf.sub(aheadW, tf.mul(gradient, rate)),
    b: tf.sub(aheadB, tf.mul(tf.sum(errors, 0), rate)),
    beforeW: w.clone(),
    beforeB: b.clone(),
  };
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
