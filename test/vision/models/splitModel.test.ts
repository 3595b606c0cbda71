import { beforeAll, describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { models, splitModel } from '../../../src/vision/public.js';

beforeAll(() => engineReady());

const numbers = (value: tf.Tensor | tf.Tensor[]): Float32Array =>
  (value as tf.Tensor).dataSync() as Float32Array;

const furthest = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] as number))), 0);

/** A small net of three layers, whose product can be written down. */
function lines(): tf.Sequential {
  const ones = { kernelInitializer: 'ones', biasInitializer: 'zeros' } as const;
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 2, inputShape: [2], name: 'first', ...ones }),
      tf.layers.dense({ units: 2, name: 'second', ...ones }),
      tf.layers.dense({ units: 1, name: 'third', ...ones }),
    ],
  });
}

describe('splitModel', () => {
  it('cuts a list of layers where it is told to', () => {
    const { lower, upper } = splitModel(lines(), 'first');
    expect(Array.from(numbers(lower.predict(tf.tensor2d([[1, 2]])) as tf.Tensor))).toEqual([3, 3]);
    expect(Array.from(numbers(upper.predict(tf.tensor2d([[3, 3]])) as tf.Tensor))).toEqual([12]);
    expect(upper.trainableWeights).toHaveLength(4);
  });

  it('gives with both parts what a network with shortcuts gives, for each cut that is possible', async () => {
    const model = await models.tinyresnet({ inputSize: 64 });
    const x = tf.randomUniform([2, 64, 64, 3], 0, 1, 'float32', 7);
    const whole = numbers(model.predict(x) as tf.Tensor);
    let cuts = 0;
    for (const { name } of model.layers) {
      let parts: ReturnType<typeof splitModel>;
      try {
        parts = splitModel(model, name);
      } catch (error) {
        expect(error).toBeInstanceOf(InvalidArgumentError);
        continue;
      }
      cuts += 1;
      const both = numbers(parts.upper.predict(parts.lower.predict(x) as tf.Tensor) as tf.Tensor);
      expect(furthest(both, whole)).toBeLessThan(1e-4);
    }
    expect(cuts).toBeGreaterThan(4);
    expect(cuts).toBeLessThan(model.layers.length);
  });

  it('shares the weights: what the upper part learns, the whole has learned', async () => {
    const model = lines();
    const { upper } = splitModel(model, 'second');
    upper.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
    await upper.trainOnBatch(tf.tensor2d([[1, 1]]), tf.tensor2d([[0]]));
    expect(numbers(model.getLayer('third').getWeights()[0] as tf.Tensor)[0]).not.toBe(1);
    expect(numbers(model.getLayer('second').getWeights()[0] as tf.Tensor)[0]).toBe(1);
  });

  it('refuses an unknown layer, and one that others go around', async () => {
    expect(() => splitModel(lines(), 'frist')).toThrow(/first, second, third/);
    const input = tf.input({ shape: [2] });
    const branch = tf.layers.dense({ units: 2, name: 'branch' }).apply(input) as tf.SymbolicTensor;
    const sum = tf.layers.add({ name: 'sum' }).apply([branch, input]) as tf.SymbolicTensor;
    expect(() => splitModel(tf.model({ inputs: input, outputs: sum }), 'branch')).toThrow(
      /everything passes through/,
    );
  });
});
