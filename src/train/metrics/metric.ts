import { InvalidArgumentError, isPromise, isTsvisionError, partName } from '../../core/index.js';
import { MetricError } from '../errors.js';

/** What a metric sees of a validation batch. */
export interface MetricBatch {
  /** Probabilities (or numbers) row by row: `count × width`. */
  readonly predictions: Float32Array;
  /** Class index of each photo, `count × width` zeros and ones for several labels, or numbers. */
  readonly targets: Float32Array | Int32Array;
  /** Photos in the batch. */
  readonly count: number;
  /** Outputs for each photo. */
  readonly width: number;
}

/**
 * Gathers a metric over the batches of one validation pass. Neither method may be async. Tensors that they make live
 * until the pass ends, and are then disposed of unless you `tf.keep()` them.
 */
export interface MetricAccumulator {
  /** Counts a batch. */
  add(batch: MetricBatch): void;
  /** The metric over all batches that were added. */
  value(): number;
}

/**
 * A figure of merit, shown after each epoch. A new metric is one function that returns this.
 * @example
 * ```ts
 * import { createCnn, type Metric, models } from 'tsvision';
 * const share: Metric = {
 *   name: 'share_of_class_0',
 *   higherIsBetter: true,
 *   start() {
 *     let [hits, count] = [0, 0];
 *     return {
 *       add: (batch) => {
 *         for (let i = 0; i < batch.count; i++) if (batch.targets[i] === 0) hits++;
 *         count += batch.count;
 *       },
 *       value: () => hits / count,
 *     };
 *   },
 * };
 * await createCnn(data, models.tinyresnet, { metrics: [share] });
 * ```
 */
export interface Metric {
  /** Head of its column. */
  readonly name: string;
  /** Whether more is better; decides what "best" means. */
  readonly higherIsBetter: boolean;
  /** Whether the value is undefined for some data, and then NaN. @default false: NaN is an error */
  readonly mayBeNaN?: boolean;
  /** Begins a validation pass: what counts its batches. */
  start(): MetricAccumulator;
}

/** A metric, or the function that makes one with its defaults: `metrics: [errorRate]` and `[errorRate()]` are one. */
export type MetricInput = Metric | (() => Metric);

/**
 * The metrics themselves.
 * @throws InvalidArgumentError for what is no metric, such as a name
 * @throws {MetricError} for a function that throws instead of making one
 */
export function toMetrics(inputs: MetricInput | readonly MetricInput[]): Metric[] {
  return [inputs].flat().map((input: MetricInput, i) => {
    const metric = typeof input === 'function' ? made(input, `metrics[${i}]`) : input;
    if (typeof metric?.start === 'function' && typeof metric.name === 'string') return metric;
    throw new InvalidArgumentError(
      'metrics',
      input,
      'metrics such as errorRate',
      'Import them from tsvision and give the functions, not their names; your own has a name, higherIsBetter and start().',
    );
  });
}

function made(make: () => Metric, place: string): Metric {
  const name = partName(make, place);
  try {
    const metric = make();
    if (!isPromise(metric)) return metric;
    throw new MetricError(name, { gave: metric, due: 'a metric', by: make });
  } catch (error) {
    throw isTsvisionError(error) ? error : new MetricError(name, { threw: error });
  }
}

/** A metric of the whole pass at once, from all predictions and targets. */
export function wholePassMetric(
  name: string,
  higherIsBetter: boolean,
  compute: (pass: MetricBatch) => number,
): Metric {
  return {
    name,
    higherIsBetter,
    mayBeNaN: true,
    start: () => {
      const batches: MetricBatch[] = [];
      return { add: (batch) => batches.push(batch), value: () => compute(joinBatches(batches)) };
    },
  };
}

/** A metric that is the mean over the photos of a number for each photo. */
export function meanMetric(
  name: string,
  higherIsBetter: boolean,
  ofPhoto: (row: Float32Array, target: number, batch: MetricBatch, i: number) => number,
): Metric {
  return {
    name,
    higherIsBetter,
    mayBeNaN: true,
    start: () => {
      let [sum, count] = [0, 0];
      return {
        add: (batch) => {
          for (let i = 0; i < batch.count; i++) {
            const row = batch.predictions.subarray(i * batch.width, (i + 1) * batch.width);
            sum += ofPhoto(row, batch.targets[i] as number, batch, i);
          }
          count += batch.count;
        },
        value: () => sum / count,
      };
    },
  };
}

/** Position of the greatest number; the first one of equals, as NumPy's and PyTorch's `argmax`. */
export function argMax(row: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < row.length; i++) if ((row[i] as number) > (row[best] as number)) best = i;
  return best;
}

/** Numbers of several batches in one array, in their order. */
export function joinFloats(parts: readonly (Float32Array | Int32Array)[]): Float32Array {
  const whole = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function joinBatches(batches: readonly MetricBatch[]): MetricBatch {
  return {
    predictions: joinFloats(batches.map(({ predictions }) => predictions)),
    targets: joinFloats(batches.map(({ targets }) => targets)),
    count: batches.reduce((sum, { count }) => sum + count, 0),
    width: batches[0]?.width ?? 1,
  };
}
