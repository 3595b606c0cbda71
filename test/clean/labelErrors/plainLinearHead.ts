import type { FeatureMatrix } from '../../../src/clean/labelErrors/featureMatrix.js';

/** How a linear head is trained. */
export interface PlainOptions {
  /** Weight of the squared weights in the loss, by which a head of few photos stays modest. @default 1e-2 */
  readonly l2?: number;
  /** Full passes of gradient descent. @default 120 */
  readonly steps?: number;
  /** How much each row counts. @default all alike */
  readonly weights?: Float64Array;
}

/**
 * Multinomial logistic regression on features that are brought to mean 0 and deviation 1, by accelerated gradient
 * descent, in plain loops and double precision: the oracle of the library's own.
 */
export class PlainLinearHead {
  private constructor(
    private readonly classes: number,
    private readonly scaling: Scaling,
    /** `classes × width`. */
    private readonly weights: Float64Array,
    private readonly biases: Float64Array,
  ) {}

  /** @param labels class index of each row */
  static fit(
    features: FeatureMatrix,
    labels: readonly number[],
    classes: number,
    { l2 = 1e-2, steps = 120, weights = new Float64Array(labels.length).fill(1) }: PlainOptions = {},
  ): PlainLinearHead {
    const scaling = scalingOf(features);
    const x = scaled(features, scaling);
    const head = new PlainLinearHead(
      classes,
      scaling,
      new Float64Array(classes * x.width),
      new Float64Array(classes),
    );
    // The curvature of the loss is at most half the mean squared length of a row.
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    let squares = 0;
    for (let row = 0; row < x.count; row++)
      for (let k = 0; k < x.width; k++)
        squares += (weights[row] as number) * (x.values[row * x.width + k] as number) ** 2;
    const rate = 1 / (0.5 * (squares / total + 1) + l2);
    // Of a mean over the rows each counts by its share of the weights.
    const shares = weights.map((weight) => (weight / total) * x.count);
    head.#descend(x, labels, shares, { l2, steps, rate });
    return head;
  }

  /** Probabilities, `count × classes`. */
  predict(features: FeatureMatrix): Float64Array {
    return this.#softmax(scaled(features, this.scaling), this.weights, this.biases);
  }

  #descend(
    x: FeatureMatrix,
    labels: readonly number[],
    shares: Float64Array,
    { l2, steps, rate }: { l2: number; steps: number; rate: number },
  ): void {
    const { weights, biases, classes } = this;
    let [beforeW, beforeB] = [weights.slice(), biases.slice()];
    for (let step = 0; step < steps; step++) {
      const momentum = step / (step + 3);
      const aheadW = weights.map((w, i) => w + momentum * (w - (beforeW[i] as number)));
      const aheadB = biases.map((b, i) => b + momentum * (b - (beforeB[i] as number)));
      const errors = this.#softmax(x, aheadW, aheadB);
      for (const [row, label] of labels.entries())
        errors[row * classes + label] = (errors[row * classes + label] as number) - 1;
      for (const [i, error] of errors.entries())
        errors[i] = error * (shares[Math.floor(i / classes)] as number);
      [beforeW, beforeB] = [weights.slice(), biases.slice()];
      for (let c = 0; c < classes; c++) {
        const gradient = columnGradient(x, errors, c, classes);
        for (let k = 0; k < x.width; k++) {
          const at = c * x.width + k;
          weights[at] =
            (aheadW[at] as number) - rate * ((gradient[k] as number) + l2 * (aheadW[at] as number));
        }
        biases[c] = (aheadB[c] as number) - rate * (gradient[x.width] as number);
      }
    }
  }

  #softmax(x: FeatureMatrix, weights: Float64Array, biases: Float64Array): Float64Array {
    const { classes } = this;
    const out = new Float64Array(x.count * classes);
    for (let row = 0; row < x.count; row++) {
      let most = Number.NEGATIVE_INFINITY;
      for (let c = 0; c < classes; c++) {
        let sum = biases[c] as number;
        const [at, from] = [c * x.width, row * x.width];
        for (let k = 0; k < x.width; k++) sum += (weights[at + k] as number) * (x.values[from + k] as number);
        out[row * classes + c] = sum;
        most = Math.max(most, sum);
      }
      let total = 0;
      for (let i = row * classes; i < (row + 1) * classes; i++) {
        out[i] = Math.exp((out[i] as number) - most);
        total += out[i] as number;
      }
      for (let i = row * classes; i < (row + 1) * classes; i++) out[i] = (out[i] as number) / total;
    }
    return out;
  }
}

interface Scaling {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
}

/** By the textbook, a column at a time, and in another way than the library: both could be wrong alike. */
function scalingOf({ values, width, count }: FeatureMatrix): Scaling {
  const [means, deviations] = [new Float64Array(width), new Float64Array(width)];
  for (let k = 0; k < width; k++) {
    const column = Array.from({ length: count }, (_, row) => values[row * width + k] as number);
    const mean = column.reduce((sum, value) => sum + value, 0) / count;
    const squares = column.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
    means[k] = mean;
    deviations[k] = squares === 0 ? 1 : Math.sqrt(squares / count);
  }
  return { means, deviations };
}

function scaled(features: FeatureMatrix, { means, deviations }: Scaling): FeatureMatrix {
  const { width } = features;
  const values = features.values.map((value, i) => {
    const k = i % width;
    return (value - (means[k] as number)) / (deviations[k] as number);
  });
  return { ...features, values };
}

/** Mean over the rows of error times features; the last number is that of the bias. */
function columnGradient(
  x: FeatureMatrix,
  errors: Float64Array,
  column: number,
  classes: number,
): Float64Array {
  const gradient = new Float64Array(x.width + 1);
  for (let row = 0; row < x.count; row++) {
    const error = (errors[row * classes + column] as number) / x.count;
    const from = row * x.width;
    for (let k = 0; k < x.width; k++)
      gradient[k] = (gradient[k] as number) + error * (x.values[from + k] as number);
    gradient[x.width] = (gradient[x.width] as number) + error;
  }
  return gradient;
}
