import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../../engine/index.js';
import type { TrainingHost } from '../host.js';
import type { LossFunction } from '../losses.js';
import { type Metric, type MetricAccumulator, metricValue, named } from '../metrics/metric.js';
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
    const outputs = await infer(xs);
    const tensors = tf.tidy(() => {
      const predictions = loss.activation(outputs);
      return [
        predictions,
        ys,
        loss.perItem(outputs, ys),
        ...(loss.itemWeights ? [loss.itemWeights(ys)] : []),
      ];
    });
    const [predictions, targets, losses, weights] = await Promise.all(tensors.map((tensor) => tensor.data()));
    const count = xs.shape[0] as number;
    tf.dispose([...tensors, outputs, xs, ys]);
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
  const accumulators = metrics.map((metric) => named(metric, () => metric.start()));
  let [sum, total] = [0, 0];
  for await (const batch of batches) {
    for (let i = 0; i < batch.count; i++) {
      const weight = batch.weights?.[i] ?? 1;
      sum += weight * (batch.losses[i] as number);
      total += weight;
    }
    for (const [i, metric] of metrics.entries()) named(metric, () => accumulators[i]?.add(batch));
  }
  const loss = sum / total;
  const values = metrics.map((metric, i) =>
    metricValue(metric, accumulators[i] as MetricAccumulator, Number.isFinite(loss)),
  );
  return { loss, metrics: values };
}
