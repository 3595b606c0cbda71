import { InvalidArgumentError } from '../../core/index.js';
import type { tf } from '../../engine/index.js';

/** As much of TensorFlow.js's optimizers as a rate needs; SGD and momentum keep it as a tensor, too. */
interface RatedOptimizer {
  learningRate?: number;
  setLearningRate?(rate: number): void;
}

/**
 * The learning rate of a compiled Keras model (Keras: `model.optimizer.lr`).
 * @throws InvalidArgumentError for a model that is not compiled, or whose optimizer has no rate
 * @example
 * ```ts
 * import { getLearningRate, tf } from 'tsvision';
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * model.compile({ optimizer: tf.train.adam(0.001), loss: 'meanSquaredError' });
 * getLearningRate(model); // → 0.001
 * ```
 */
export function getLearningRate(model: tf.LayersModel): number {
  return ratedOptimizer(model).learningRate;
}

/**
 * Changes the learning rate of a compiled Keras model: the next batch learns at it, and what the optimizer remembers
 * (momentum, squares) stays (Keras: `model.optimizer.lr = 0.01`). A learner takes its rate at each `fit` instead.
 *
 * @param rate a number above 0
 * @throws InvalidArgumentError for a model that is not compiled, or another rate
 * @example
 * ```ts
 * import { getLearningRate, setLearningRate, tf } from 'tsvision';
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
 * model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
 * setLearningRate(model, 0.01);
 * getLearningRate(model); // → 0.01
 * ```
 */
export function setLearningRate(model: tf.LayersModel, rate: number): void {
  if (!(Number.isFinite(rate) && rate > 0))
    throw new InvalidArgumentError('rate', rate, 'a finite number above 0');
  const optimizer = ratedOptimizer(model);
  if (optimizer.setLearningRate) optimizer.setLearningRate(rate);
  else optimizer.learningRate = rate;
}

function ratedOptimizer(model: tf.LayersModel): RatedOptimizer & { learningRate: number } {
  const optimizer = model?.optimizer as RatedOptimizer | undefined;
  if (typeof optimizer?.learningRate === 'number')
    return optimizer as RatedOptimizer & { learningRate: number };
  const isLearner = typeof (model as { fitOneCycle?: unknown })?.fitOneCycle === 'function';
  throw new InvalidArgumentError(
    'model',
    isLearner ? 'a learner' : 'one without an optimizer that has a rate',
    'a compiled Keras model',
    isLearner
      ? 'A learner takes its rate at each run: learn.fit(1, 1e-2), learn.fitOneCycle(1, { maxLr: 1e-2 }).'
      : "Compile it first: model.compile({ optimizer: tf.train.sgd(0.01), loss: 'categoricalCrossentropy' }).",
  );
}
