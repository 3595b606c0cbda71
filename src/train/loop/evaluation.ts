import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  InvalidArgumentError,
  isPromise,
  isTsvisionError,
  type NamedTuple,
  namedTuple,
} from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import type { DataBunch, DataLoader, ImageDataset } from '../../vision/index.js';
import { MetricError } from '../errors.js';
import type { TrainingHost } from '../host.js';
import { activationOf, itemLosses, itemWeightsOf, type LossFunction } from '../losses.js';
import type { Metric, MetricAccumulator, MetricBatch } from '../metrics/metric.js';
import type { Validation } from '../options.js';
import type { ValidationResult } from './trainingCallback.js';
import type { BatchSource, TrainingBatch, TrainingSource } from './trainingLoop.js';

/** Predictions of one batch, read back from the engine. */
export interface EvaluatedBatch {
  /** Probabilities (or numbers), `count × width`. */
  readonly predictions: Float32Array;
  readonly targets: Float32Array | Int32Array;
  /** Loss of each photo. */
  readonly losses: Float32Array;
  /** Weight of each photo in the mean loss; absent = all equal. */
  readonly weights: Float32Array | undefined;
  /** Position of each photo in the loader's dataset; absent for batches that do not say. */
  readonly indices: Int32Array | undefined;
  readonly count: number;
  readonly width: number;
}

/** Evaluates a model on batches, one at a time; the batches are disposed of. */
export async function* evaluate(
  batches: AsyncIterable<TrainingBatch>,
  infer: (xs: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>,
  loss: LossFunction,
  signal?: AbortSignal,
): AsyncGenerator<EvaluatedBatch> {
  for await (const { xs, ys, indices } of batches) {
    const count = xs.shape[0] as number;
    const [predictions, targets, losses, weights] = await readBatch(xs, ys, infer, loss);
    yield {
      predictions: predictions as Float32Array,
      targets: targets as Float32Array | Int32Array,
      losses: losses as Float32Array,
      weights: weights as Float32Array | undefined,
      indices,
      count,
      width: (predictions as Float32Array).length / count,
    };
    signal?.throwIfAborted();
    await nextTurn();
  }
}

/** Predictions, targets, losses and weights of a batch, whose tensors are disposed of whatever happens. */
async function readBatch(
  xs: tf.Tensor,
  ys: tf.Tensor,
  infer: (xs: tf.Tensor) => tf.Tensor | Promise<tf.Tensor>,
  loss: LossFunction,
): Promise<tf.TypedArray[]> {
  const used: tf.Tensor[] = [xs, ys];
  try {
    const outputs = await infer(xs);
    used.push(outputs);
    const made = tf.tidy(() => {
      const weights = itemWeightsOf(loss, ys);
      const all = [activationOf(loss, outputs), itemLosses(loss, outputs, ys), ...(weights ? [weights] : [])];
      return all as tf.Tensor[];
    });
    used.push(...made);
    const [predictions, ...others] = made as [tf.Tensor, ...tf.Tensor[]];
    return await Promise.all([predictions, ys, ...others].map((tensor) => tensor.data()));
  } finally {
    tf.dispose(used);
  }
}

/** Loss and metrics of a host's model on the batches of a source. @param infer outputs as in inference */
export function validateOn(
  host: Pick<TrainingHost, 'lossFunc' | 'metrics' | 'infer'>,
  source: BatchSource,
  signal: AbortSignal,
  infer: TrainingSource['infer'] = (xs) => host.infer(xs),
): Promise<ValidationResult> {
  return validationPass(evaluate(source.batches({ signal }), infer, host.lossFunc, signal), host.metrics);
}

/** Loss and metrics of a host's model on a split, by name. */
export async function validateSplit(host: TrainingHost, split: DataSplit): Promise<Validation> {
  await engineReady();
  const { loss, metrics } = await validateOn(host, splitLoader(host.data, split), host.signal());
  const named = host.metrics.map(({ name }, i) => [name, metrics[i] as number] as const);
  return { loss, metrics: Object.fromEntries(named) };
}

/** What a host's model says of every photo of a split. */
export async function predictSplit(host: TrainingHost, split: DataSplit): Promise<PredictionsTuple> {
  await engineReady();
  const signal = host.signal();
  const loader = splitLoader(host.data, split);
  const batches = evaluate(loader.batches({ signal }), (xs) => host.infer(xs), host.lossFunc, signal);
  return predictionsOf(await gatherPredictions(batches, loader.dataset));
}

/** Mean loss over the photos and the metrics of one pass. */
export async function validationPass(
  batches: AsyncIterable<EvaluatedBatch>,
  metrics: readonly Metric[],
): Promise<ValidationResult> {
  const passes: MetricPass[] = [];
  try {
    for (const metric of metrics) passes.push(new MetricPass(metric));
    const loss = await meanOf(batches, (batch) => {
      for (const pass of passes) pass.add(batch);
    });
    return { loss, metrics: passes.map((pass) => pass.value(Number.isFinite(loss))) };
  } finally {
    for (const pass of passes) pass.dispose();
  }
}

/** Mean loss over the photos; `take` sees each batch. */
async function meanOf(
  batches: AsyncIterable<EvaluatedBatch>,
  take: (batch: EvaluatedBatch) => void,
): Promise<number> {
  let [sum, total] = [0, 0];
  for await (const batch of batches) {
    for (let i = 0; i < batch.count; i++) {
      const weight = batch.weights?.[i] ?? 1;
      sum += weight * (batch.losses[i] as number);
      total += weight;
    }
    take(batch);
  }
  return sum / total;
}

/** Part of a data bunch: `fix` is the training photos in order, without augmentation; `train` means it too. */
export type DataSplit = 'train' | 'fix' | 'valid' | 'test';

/** Loader of a split, in the order of its dataset and with the validation transforms. */
export function splitLoader(data: DataBunch, split: DataSplit): DataLoader {
  const loader = { train: data.fixDl, fix: data.fixDl, valid: data.validDl, test: data.testDl }[split];
  if (!loader) {
    throw new InvalidArgumentError(
      'split',
      split,
      "a split that the data have ('train', 'valid')",
      'Give the data bunch a `test` folder, or choose another split.',
    );
  }
  return loader;
}

/** What a model says of the photos of a split: row i is photo i of its dataset, whatever became of the others. */
export interface Predictions {
  /** Probability of each class, row by row (or the predicted numbers): `count × width`. */
  readonly probabilities: Float32Array;
  /** Outputs of each photo: the number of classes. */
  readonly width: number;
  /** Photos of the dataset. */
  readonly count: number;
  /** Class index of each photo (−1 when unknown), `count × width` zeros and ones for several labels, or numbers. */
  readonly targets: Float32Array | Int32Array;
  /** Loss of each photo. */
  readonly losses: Float32Array;
  /** Position of each row's photo in its dataset: 0, 1, 2, … */
  readonly indices: Int32Array;
  /** Rows of photos that could not be read: their probabilities and losses are NaN. */
  readonly unreadable: readonly number[];
}

/** {@link Predictions} that can be taken apart as fastai's: `const [probabilities, targets, losses] = …`. */
export type PredictionsTuple = NamedTuple<
  Predictions,
  [probabilities: Float32Array, targets: Float32Array | Int32Array, losses: Float32Array]
>;

/** Predictions that can be taken apart. */
export function predictionsOf(fields: Predictions): PredictionsTuple {
  return namedTuple(fields, [fields.probabilities, fields.targets, fields.losses]);
}

/** Gathers batches; memory grows by a few numbers a photo, never by pixels. */
export async function gatherPredictions(
  batches: AsyncIterable<EvaluatedBatch>,
  dataset: ImageDataset,
): Promise<Predictions> {
  const all: EvaluatedBatch[] = [];
  for await (const batch of batches) all.push(batch);
  const count = dataset.length;
  const [first] = all;
  const width = first?.width ?? dataset.classes.length;
  const targetWidth = first ? first.targets.length / first.count : 1;
  const rows = {
    probabilities: new Float32Array(count * width).fill(Number.NaN),
    targets: targetsOf(dataset, targetWidth),
    losses: new Float32Array(count).fill(Number.NaN),
  };
  const missing = new Set(dataset.items.keys());
  let seen = 0;
  for (const { predictions, targets, losses, indices, count: size } of all) {
    for (let i = 0; i < size; i++) {
      const row = indices?.[i] ?? seen + i;
      missing.delete(row);
      rows.probabilities.set(predictions.subarray(i * width, (i + 1) * width), row * width);
      rows.targets.set(targets.subarray(i * targetWidth, (i + 1) * targetWidth), row * targetWidth);
      rows.losses[row] = losses[i] as number;
    }
    seen += size;
  }
  return { ...rows, width, count, indices: Int32Array.from(rows.losses.keys()), unreadable: [...missing] };
}

/** What the labels say, also of photos that no batch holds. */
function targetsOf(dataset: ImageDataset, width: number): Float32Array {
  const targets = new Float32Array(dataset.length * width);
  for (let row = 0; row < dataset.length; row++) {
    const target = dataset.target(row);
    if (typeof target === 'number') targets.fill(target, row * width, (row + 1) * width);
    else for (const column of target) targets[row * width + column] = 1;
  }
  return targets;
}

/** What each method gives. */
const dues = { 'start()': '{ add(batch), value() }', 'add()': 'nothing', 'value()': 'a number' } as const;

/** A metric over one validation pass: it is named when it fails, and what it leaves in the engine is freed. */
export class MetricPass {
  readonly #metric: Metric;
  readonly #tensors: tf.Tensor[] = [];
  readonly #accumulator: MetricAccumulator;

  constructor(metric: Metric) {
    this.#metric = metric;
    try {
      this.#accumulator = this.#call('start()', metric.start, () => metric.start());
      const { add, value } = (this.#accumulator ?? {}) as Partial<MetricAccumulator>;
      if (typeof add !== 'function' || typeof value !== 'function')
        throw this.#wrong('start()', this.#accumulator, dues['start()'], metric.start);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  add(batch: MetricBatch): void {
    this.#call('add()', this.#accumulator.add, () => this.#accumulator.add(batch));
  }

  /** @param canBeNumber false when the pass itself gave no numbers: then a NaN is not the metric's fault */
  value(canBeNumber: boolean): number {
    const { value: ofPass } = this.#accumulator;
    const value = this.#call('value()', ofPass, () => this.#accumulator.value());
    const isWrong =
      typeof value !== 'number' || (Number.isNaN(value) && canBeNumber && !this.#metric.mayBeNaN);
    if (isWrong) throw this.#wrong('value()', value, dues['value()'], ofPass);
    return value;
  }

  /** Frees the tensors that the metric made and did not keep. */
  dispose(): void {
    for (const tensor of this.#tensors.splice(0)) if (!tensor.kept && !tensor.isDisposed) tensor.dispose();
  }

  /** What the metric does, with the tensors that it makes noted. */
  #call<T>(method: keyof typeof dues, by: unknown, step: () => T): T {
    const engine = tf.engine();
    engine.startScope();
    const made: tf.Tensor[] = [];
    try {
      const result = step();
      made.push(...engine.state.activeScope.track);
      if (isPromise(result)) throw this.#wrong(method, result, dues[method], by);
      return result;
    } catch (error) {
      throw isTsvisionError(error) ? error : new MetricError(this.#metric.name, { threw: error, in: method });
    } finally {
      engine.endScope(made);
      this.#tensors.push(...made);
    }
  }

  #wrong(method: string, gave: unknown, due: string, by: unknown): MetricError {
    return new MetricError(this.#metric.name, { gave, due, in: method, by });
  }
}
