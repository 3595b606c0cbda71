import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../../engine/index.js';
import { notebookPorts } from '../../notebook/index.js';
import {
  type BatchGenerator,
  type KerasTrainingBatch,
  stepsOf,
  take,
  WeightedMean,
} from './batchGenerator.js';

/** Options of {@link evaluateGenerator} and {@link predictGenerator}. */
export interface GeneratorStepsOptions {
  /** Batches to draw. @default one pass over the samples */
  readonly steps?: number;
  /** Ends the pass after the batch. @default that of the running cell */
  readonly signal?: AbortSignal;
}

/**
 * Loss and metrics of a compiled model on a generator's batches (Keras: `evaluate_generator`), by their names:
 * `{ loss, acc }`. Photos that cannot be read are named and count in neither, whatever the batch size.
 *
 * @throws InvalidArgumentError when the number of steps is unknown
 * @example
 * ```ts
 * import { evaluateGenerator, ImageDataGenerator, tf } from 'tsvision';
 * const test = await new ImageDataGenerator({ rescale: 1 / 255 }).flowFromDirectory(photos, { targetSize: [8, 8] });
 * const model = tf.sequential({
 *   layers: [tf.layers.flatten({ inputShape: [8, 8, 3] }), tf.layers.dense({ units: 3, activation: 'softmax' })],
 * });
 * model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['acc'] });
 * await evaluateGenerator(model, test, { steps: 1 }); // { loss, acc }
 * ```
 */
export async function evaluateGenerator(
  model: tf.LayersModel,
  generator: BatchGenerator,
  { steps, signal = notebookPorts().interruptSignal() }: GeneratorStepsOptions = {},
): Promise<Record<string, number>> {
  const mean = new WeightedMean(model.metricsNames);
  for await (const { xs, ys } of take(generator, stepsOf('steps', steps, generator))) {
    const samples = xs.shape[0] as number;
    if (samples === 0) {
      tf.dispose([xs, ys]);
      continue;
    }
    const values = tf.tidy(() =>
      [model.evaluate(xs, ys, { batchSize: samples })].flat().map((value) => value.dataSync()[0] as number),
    );
    tf.dispose([xs, ys]);
    mean.add(values, samples);
    signal.throwIfAborted();
    await nextTurn();
  }
  return mean.values();
}

/**
 * A model's outputs for a generator's batches in one tensor, `[samples, …]` (Keras: `predict_generator`); it is
 * the caller's. Make the generator with `shuffle: false`, and row i belongs to `filenames[i]`: a photo that cannot
 * be read has a row of NaN. A convolutional base gives its feature maps this way.
 *
 * @throws InvalidArgumentError when the number of steps is unknown
 * @example
 * ```ts
 * import { ImageDataGenerator, predictGenerator, tf } from 'tsvision';
 * const test = await new ImageDataGenerator().flowFromDirectory(photos, { targetSize: [8, 8], shuffle: false });
 * const model = tf.sequential({
 *   layers: [tf.layers.flatten({ inputShape: [8, 8, 3] }), tf.layers.dense({ units: 3, activation: 'softmax' })],
 * });
 * const probabilities = await predictGenerator(model, test);
 * probabilities.shape; // → [ 36, 3 ]
 * ```
 */
export async function predictGenerator(
  model: tf.LayersModel,
  generator: BatchGenerator,
  { steps, signal = notebookPorts().interruptSignal() }: GeneratorStepsOptions = {},
): Promise<tf.Tensor> {
  const parts: PredictedBatch[] = [];
  try {
    for await (const batch of take(generator, stepsOf('steps', steps, generator))) {
      const { xs, ys } = batch;
      const isEmpty = xs.shape[0] === 0;
      parts.push({
        outputs: isEmpty ? undefined : (model.predictOnBatch(xs) as tf.Tensor),
        rows: rowsOf(batch),
      });
      tf.dispose([xs, ys]);
      signal.throwIfAborted();
      await nextTurn();
    }
    return tf.tidy(() => joined(parts, model));
  } finally {
    tf.dispose(parts.flatMap(({ outputs }) => outputs ?? []));
  }
}

interface PredictedBatch {
  /** Absent where none of the batch could be read. */
  readonly outputs: tf.Tensor | undefined;
  /** For each sample of the batch its row in `outputs`, which is −1 where it could not be read. */
  readonly rows: readonly number[];
}

function rowsOf({ xs, indices, positions }: KerasTrainingBatch): number[] {
  if (!indices || !positions) return Array.from({ length: xs.shape[0] as number }, (_, row) => row);
  return Array.from(positions, (position) => indices.indexOf(position));
}

function joined(parts: readonly PredictedBatch[], model: tf.LayersModel): tf.Tensor {
  const known = parts.find(({ outputs }) => outputs)?.outputs?.shape ?? model.outputs[0]?.shape ?? [];
  const one = [1, ...known.slice(1).map((size) => size ?? 1)];
  const whole = parts.map(({ outputs, rows }) => {
    if (outputs && !rows.includes(-1)) return outputs;
    const nothing = tf.fill(one, Number.NaN);
    const last = outputs?.shape[0] ?? 0;
    const padded = outputs ? tf.concat([tf.cast(outputs, 'float32'), nothing], 0) : nothing;
    return tf.gather(
      padded,
      tf.tensor1d(
        rows.map((row) => (row < 0 ? last : row)),
        'int32',
      ),
    );
  });
  return whole.length === 1 ? tf.clone(whole[0] as tf.Tensor) : tf.concat(whole, 0);
}
