import { describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { getLearningRate, setLearningRate } from '../../../src/train/groups/keras.js';

await engineReady();

const optimizers = {
  sgd: () => tf.train.sgd(0.5),
  momentum: () => tf.train.momentum(0.5, 0.9),
  adam: () => tf.train.adam(0.5),
  rmsprop: () => tf.train.rmsprop(0.5),
  adagrad: () => tf.train.adagrad(0.5),
  adamax: () => tf.train.adamax(0.5),
  adadelta: () => tf.train.adadelta(0.5),
};

/** How far the weight of y = w·x moves in one batch. */
async function stepOf(make: () => tf.Optimizer, prepare: (model: tf.Sequential) => void): Promise<number> {
  const ones = tf.initializers.ones();
  const dense = tf.layers.dense({ units: 1, inputShape: [1], useBias: false, kernelInitializer: ones });
  const model = tf.sequential({ layers: [dense] });
  model.compile({ optimizer: make(), loss: 'meanSquaredError' });
  prepare(model);
  await model.trainOnBatch(tf.tensor2d([[1]]), tf.tensor2d([[5]]));
  return (dense.getWeights()[0] as tf.Tensor).dataSync()[0]! - 1;
}

describe('the rate of a compiled model', () => {
  it.each(Object.entries(optimizers))('%s takes steps at the new rate', async (_, make) => {
    const before = await stepOf(make, () => undefined);
    const after = await stepOf(make, (model) => {
      expect(getLearningRate(model)).toBe(0.5);
      setLearningRate(model, 0.05);
      expect(getLearningRate(model)).toBe(0.05);
    });
    // Of all of these the first step is proportional to the rate.
    expect(after / before).toBeCloseTo(0.1, 4);
  });

  it('is refused of what has none', () => {
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1] })] });
    expect(() => setLearningRate(model, 0.1)).toThrow(/compiled Keras model[\s\S]*model\.compile/);
    model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
    for (const rate of [0, -1, Number.NaN]) expect(() => setLearningRate(model, rate)).toThrow(/above 0/);
    expect(() => setLearningRate({ fitOneCycle() {} } as never, 0.1)).toThrow(/learn\.fit\(1, 1e-2\)/);
  });
});
