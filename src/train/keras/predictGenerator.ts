import { setImmediate as nextTurn } from 'node:timers/promises';
import { tf } from '../../engine/index.js';
import { notebookPorts } from '../../notebook/index.js';
import { type BatchGenerator, stepsOf, take } from './batchGenerator.js';
import type { GeneratorStepsOptions } from './evaluateGenerator.js';

/**
 * A model's outputs for a generator's batches in one tensor, `[samples, …]` (Keras: `predict_generator`); it is
 * the caller's. Make the generator with `shuffle: false` when rows must match its `filenames`. A convolutional
 * base gives its feature maps this way.
 *
 * @throws InvalidArgumentError when the number of steps is unknown
 */
export async function predictGenerator(
  model: tf.LayersModel,
  generator: BatchGenerator,
  { steps, signal = notebookPorts().interruptSignal() }: GeneratorStepsOptions = {},
): Promise<tf.Tensor> {
  const parts: tf.Tensor[] = [];
  try {
    for await (const { xs, ys } of take(generator, stepsOf('steps', steps, generator))) {
      parts.push(model.predictOnBatch(xs) as tf.Tensor);
      tf.dispose([xs, ys]);
      signal.throwIfAborted();
      await nextTurn();
    }
    return tf.concat(parts, 0);
  } finally {
    tf.dispose(parts);
  }
}
