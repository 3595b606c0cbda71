import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../../engine/index.js';
import { notebookPorts } from '../../notebook/index.js';
import { type BatchGenerator, stepsOf, take } from './batchGenerator.js';
import { WeightedMean } from './weightedMean.js';

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
