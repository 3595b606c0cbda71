import { beforeAll, describe, expect, it } from 'vitest';
import { Random } from '../../src/core/index.js';
import { engineReady, tf } from '../../src/engine/index.js';
import { Learner } from '../../src/train/index.js';
import { hostOf } from '../../src/train/learner.js';
import { buildCnn, forward, models, stateDict } from '../../src/vision/index.js';
import { memoryBunch } from './fixtures/memoryBunch.js';

beforeAll(() => engineReady());

const quiet = { table: false } as const;
const classes = 3;

const network = (arch: 'resnet18' | 'mobilenetV2' | 'vgg16Bn') =>
  buildCnn(models[arch], { classes, pretrained: false, random: new Random(5) });

/** In how many of the arrays any number differs; millions of numbers are too many for toEqual. */
function different(a: readonly ArrayLike<number>[], b: readonly ArrayLike<number>[]): number {
  expect(a).toHaveLength(b.length);
  const bytes = (values: ArrayLike<number>): Buffer => Buffer.from(Float32Array.from(values).buffer);
  return a.filter((values, i) => !bytes(values).equals(bytes(b[i] as ArrayLike<number>))).length;
}

describe('lean training', () => {
  it.each(['resnet18', 'mobilenetV2', 'vgg16Bn'] as const)(
    'gives %s the gradients, statistics and masks of a step that keeps all, in less memory',
    async (arch) => {
      const size = 64;
      const x = tf.randomNormal([4, size, size, 3], 0, 1, 'float32', 3);
      const step = async (lean: boolean) => {
        const { model } = await network(arch);
        const start = tf.memory();
        const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
        let kept = 0;
        const lossOf = (): tf.Scalar => {
          const loss = tf.mean(tf.square(forward(model, x, { training: true, lean }))) as tf.Scalar;
          kept = tf.memory().numBytes - start.numBytes;
          return loss;
        };
        const { value, grads } = tf.tidy(() => tf.variableGrads(lossOf, variables));
        const values = variables.map(({ name }) => grads[name]?.dataSync() as Float32Array);
        const state = [...(await stateDict(model)).values()].map(({ data }) => data as Float32Array);
        const loss = value.dataSync()[0];
        tf.dispose([value, grads]);
        expect(tf.memory().numTensors).toBe(start.numTensors);
        model.dispose();
        return { loss, values, state, kept };
      };
      const [plain, lean] = [await step(false), await step(true)];
      expect(lean.loss).toBe(plain.loss);
      expect(different(lean.state, plain.state)).toBe(0);
      expect(different(lean.values, plain.values)).toBe(0);
      expect(lean.kept).toBeLessThan(0.6 * plain.kept);
      x.dispose();
    },
  );

  it('trains a learner to the same weights, frozen and not, and can be ended', async () => {
    const losses: number[][] = [];
    for (const lean of [false, true]) {
      const data = memoryBunch({ size: 32, bs: 4, train: 12, valid: 0 });
      const learn = new Learner(data, await network('resnet18'));
      if (lean) expect(learn.toLean()).toBe(learn);
      learn.freeze();
      await learn.fit(1, 1e-3, quiet);
      const first = learn.recorder.losses;
      learn.unfreeze();
      await learn.fit(1, 1e-3, quiet);
      losses.push([...first, ...learn.recorder.losses]);
      expect(hostOf(learn).trained.lean).toBe(lean);
      learn.toLean(false);
      expect(hostOf(learn).trained.lean).toBe(false);
    }
    expect(losses[1]).toEqual(losses[0]);
  });

  it('computes a layer with chance or state of its own once', async () => {
    let calls = 0;
    class Noise extends tf.layers.Layer {
      static className = 'TestNoise';
      override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
        calls += 1;
        return tf.add(Array.isArray(inputs) ? (inputs[0] as tf.Tensor) : inputs, new Random(calls).normal());
      }
    }
    const dense = (units: number): tf.layers.Layer => tf.layers.dense({ units, activation: 'tanh' });
    const model = tf.sequential({
      layers: [
        tf.layers.dense({ units: 4, inputShape: [3] }),
        ...[4, 4, 4, 4, 4, 4].map(dense),
        new Noise({}),
        ...[4, 4, 4, 4, 4, 4].map(dense),
      ],
    });
    const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    const x = tf.ones([2, 3]);
    const before = tf.memory().numTensors;
    const { value, grads } = tf.tidy(() =>
      tf.variableGrads(
        () => tf.sum(forward(model, x, { training: true, lean: true })) as tf.Scalar,
        variables,
      ),
    );
    expect(Object.keys(grads)).toHaveLength(variables.length);
    tf.dispose([value, grads]);
    expect(calls).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});
