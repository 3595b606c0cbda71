import { setImmediate as nextTurn } from 'node:timers/promises';
import { InvalidArgumentError } from '../../core/index.js';
import { engineReady, tf } from '../../engine/index.js';
import { notebookPorts } from '../../notebook/index.js';
import { EpochTable } from '../recorder/liveTable.js';
import { type BatchGenerator, type KerasTrainingBatch, stepsOf, WeightedMean } from './batchGenerator.js';
import { evaluateGenerator } from './evaluateGenerator.js';
import { KerasHistory } from './kerasHistory.js';

/** Options of {@link fitGenerator}; names and defaults are Keras's. */
export interface FitGeneratorOptions {
  /** Passes over the training data. @default 1 */
  readonly epochs?: number;
  /** Batches of an epoch. @default one pass over the samples */
  readonly stepsPerEpoch?: number;
  /** Measured after each epoch. @default none */
  readonly validationData?: BatchGenerator;
  /** Batches of it. @default one pass */
  readonly validationSteps?: number;
  /** 1 shows a live table, 0 nothing: for many short runs, one after the other. @default 1 */
  readonly verbose?: 0 | 1;
  /** Ends training after the batch. @default that of the running cell */
  readonly signal?: AbortSignal;
}

/**
 * Trains a compiled model on a generator's batches (Keras: `fit_generator`), with a live table. The model keeps its
 * weights when the run is interrupted.
 *
 * @throws InvalidArgumentError when the number of steps is unknown, or the generator runs dry
 * @example
 * ```ts
 * import { fitGenerator, ImageDataGenerator, tf } from 'tsvision';
 * const train = await new ImageDataGenerator({ rescale: 1 / 255 }).flowFromDirectory(photos, { targetSize: [8, 8] });
 * const model = tf.sequential({
 *   layers: [tf.layers.flatten({ inputShape: [8, 8, 3] }), tf.layers.dense({ units: 3, activation: 'softmax' })],
 * });
 * model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy', metrics: ['acc'] });
 * const history = await fitGenerator(model, train, { epochs: 1, stepsPerEpoch: 2 });
 * history.plot('acc');
 * ```
 */
export async function fitGenerator(
  model: tf.LayersModel,
  generator: BatchGenerator,
  options: FitGeneratorOptions = {},
): Promise<KerasHistory> {
  const { epochs = 1, validationData, validationSteps, verbose = 1 } = options;
  const steps = stepsOf('stepsPerEpoch', options.stepsPerEpoch, generator);
  const signal = options.signal ?? notebookPorts().interruptSignal();
  await engineReady();
  const history = new KerasHistory();
  const names = model.metricsNames;
  const columns = validationData ? [...names, ...names.map((name) => `val_${name}`)] : names;
  const table = verbose === 0 ? undefined : new EpochTable(columns, epochs);
  const batches = generator[Symbol.asyncIterator]();
  try {
    for (let epoch = 0; epoch < epochs; epoch++) {
      const started = performance.now();
      const values = await trainEpoch(model, batches, steps, signal, (done, loss) =>
        table?.step(epoch, done, steps, loss),
      );
      if (validationData) {
        const measured = await evaluateGenerator(model, validationData, {
          signal,
          ...(validationSteps === undefined ? {} : { steps: validationSteps }),
        });
        for (const [name, value] of Object.entries(measured)) values[`val_${name}`] = value;
      }
      history.add(values);
      table?.add(epoch, values, (performance.now() - started) / 1000);
    }
  } finally {
    table?.finish();
    await batches.return?.();
  }
  return history;
}

async function trainEpoch(
  model: tf.LayersModel,
  batches: AsyncIterator<KerasTrainingBatch>,
  steps: number,
  signal: AbortSignal,
  report: (done: number, loss: number) => void,
): Promise<Record<string, number>> {
  const mean = new WeightedMean(model.metricsNames);
  for (let step = 0; step < steps; step++) {
    const { done, value } = await batches.next();
    if (done)
      throw new InvalidArgumentError('generator', `one of ${step} batches`, `one that goes on for ${steps}`);
    const { xs, ys } = value;
    try {
      // Nothing of this batch could be read.
      if (xs.shape[0] === 0) continue;
      const values = [await model.trainOnBatch(xs, ys)].flat();
      mean.add(values, xs.shape[0] as number);
      report(step + 1, values[0] as number);
    } finally {
      tf.dispose([xs, ys]);
    }
    signal.throwIfAborted();
    // Widgets, interrupts and the live table get their turn between two batches.
    await nextTurn();
  }
  return mean.values();
}
