import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';
import { withoutNativeCode } from '../nativeCode.js';

beforeAll(engineReady);

const optimizers: [name: string, make: () => tf.Optimizer][] = [
  ['SGD', () => tf.train.sgd(0.1)],
  ['SGD with momentum', () => tf.train.momentum(0.1, 0.9)],
  ['SGD with Nesterov’s momentum', () => tf.train.momentum(0.1, 0.8, true)],
  ['RMSprop', () => tf.train.rmsprop(0.01)],
  ['RMSprop with momentum', () => tf.train.rmsprop(0.01, 0.8, 0.5, 1e-3)],
  ['Adam', () => tf.train.adam(0.05)],
  ['Adam of other numbers', () => tf.train.adam(0.02, 0.7, 0.95, 1e-4)],
];

const startOf = (shape: number[], seed: number): tf.Tensor => tf.randomNormal(shape, 0, 1, 'float32', seed);

/** Weights after some steps, and what the optimizer holds then. */
async function steps(
  optimizer: tf.Optimizer,
  count: number,
): Promise<{ weights: number[][]; kept: number[][] }> {
  const variables = [startOf([3, 4], 1), startOf([5], 2)].map((tensor) => tf.variable(tensor));
  for (let i = 0; i < count; i++) {
    optimizer.minimize(
      () => tf.addN(variables.map((v, k) => tf.sum(tf.pow(tf.sub(v, k + 1), 4)))) as tf.Scalar,
      false,
      variables,
    );
  }
  const kept = (await optimizer.getWeights()).map(({ tensor }) => [...tensor.dataSync()]);
  return { weights: variables.map((variable) => [...variable.dataSync()]), kept };
}

describe('the optimizers of TensorFlow.js in native code', () => {
  it.each(optimizers)(
    '%s takes the steps of its tfjs operations, and keeps the same averages',
    async (_, make) => {
      const native = await steps(make(), 4);
      const restore = withoutNativeCode('optimizerStep');
      try {
        const composed = await steps(make(), 4);
        for (const part of ['weights', 'kept'] as const)
          for (const [i, values] of composed[part].entries())
            closeTo(native[part][i] as number[], values, 1e-5);
        expect(native.kept).toHaveLength(composed.kept.length);
      } finally {
        restore();
      }
    },
  );

  it.each(optimizers)('%s goes on from what another has saved', async (_, make) => {
    const target = (v: tf.Variable): tf.Scalar => tf.sum(tf.square(tf.sub(v, 1))) as tf.Scalar;
    const run = (optimizer: tf.Optimizer, v: tf.Variable, count: number): void => {
      for (let i = 0; i < count; i++) optimizer.minimize(() => target(v), false, [v]);
    };
    const [whole, inTwo] = [startOf([4], 3), startOf([4], 3)].map((tensor) => tf.variable(tensor)) as [
      tf.Variable,
      tf.Variable,
    ];
    run(make(), whole, 5);
    const [first, second] = [make(), make()];
    run(first, inTwo, 2);
    await second.setWeights(await first.getWeights());
    run(second, inTwo, 3);
    closeTo(inTwo.dataSync(), [...whole.dataSync()], 1e-6);
  });

  it('leaves nothing behind, and a weight without a gradient as it is', () => {
    const [used, unused] = [tf.variable(tf.ones([2])), tf.variable(tf.ones([2]))];
    const optimizer = tf.train.adam(0.1);
    const step = (): void => {
      optimizer.applyGradients([
        { name: used.name, tensor: tf.tidy(() => tf.ones([2])) },
        { name: unused.name, tensor: null as unknown as tf.Tensor },
      ]);
    };
    tf.tidy(step);
    const before = tf.memory().numTensors;
    tf.tidy(step);
    expect(tf.memory().numTensors).toBe(before);
    expect([...unused.dataSync()]).toEqual([1, 1]);
    expect(used.dataSync()[0]).toBeLessThan(1);
  });
});
