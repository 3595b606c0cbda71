import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../../engine/index.js';
import type { TrainingHost } from '../host.js';
import { activationOf, itemLosses, itemWeightsOf, type LossFunction } from '../losses.js';
import type { Metric } from '../metrics/metric.js';
import { MetricPass } from '../metrics/metricPass.js';
import type { TrainingBatch } from './trainingLoop.js';
import type { BatchSource, TrainingSource } from './trainingSource.js';
import type { ValidationResult } from './trainingState.js';

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
