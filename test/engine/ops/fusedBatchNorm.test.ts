import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, fusedBatchNormTraining, tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';
import { inProcess, isBuilt } from '../withBackend.js';

beforeAll(engineReady);
const epsilon = 1e-3;
const x = tf.randomNormal([3, 4, 5, 2], 1, 2, 'float32', 1);
const gamma = tf.tensor1d([1.5, -0.7]);
const beta = tf.tensor1d([0.2, 3]);
const weights = tf.randomNormal([3, 4, 5, 2], 0, 1, 'float32', 2);

describe('fusedBatchNormTraining', () => {
  it('normalises each channel, and tells its mean and unbiased variance', () => {
    const { y, mean, variance } = fusedBatchNormTraining(x, gamma, beta, epsilon);
    const values = x.dataSync();
    for (const channel of [0, 1]) {
      const own = [...values].filter((_, i) => i % 2 === channel);
      const average = own.reduce((sum, v) => sum + v, 0) / own.length;
      const squares = own.reduce((sum, v) => sum + (v - average) ** 2, 0);
      expect(mean.arraySync()[channel]).toBeCloseTo(average, 5);
      expect(variance.arraySync()[channel]).toBeCloseTo(squares / (own.length - 1), 4);
      const [scale, shift] = [gamma.arraySync()[channel] as number, beta.arraySync()[channel] as number];
      const root = Math.sqrt(squares / own.length + epsilon);
      const expected = own.map((v) => ((v - average) / root) * scale + shift);
      closeTo(
        [...y.dataSync()].filter((_, i) => i % 2 === channel),
        expected,
        1e-5,
      );
    }
  });

  it('has the gradients that finite differences give', () => {
    const loss = (input: tf.Tensor, scale: tf.Tensor, shift: tf.Tensor): tf.Tensor =>
      tf.sum(tf.mul(fusedBatchNormTraining(input, scale, shift, epsilon).y, weights));
    const inputs = [x, gamma, beta];
    const gradients = tf.grads(loss as (...args: tf.Tensor[]) => tf.Tensor)(inputs);
    const step = 0.02;
    for (const [which, gradient] of gradients.entries()) {
      const values = inputs[which]!.dataSync();
      for (const i of [0, values.length - 1, Math.floor(values.length / 2)]) {
        const at = (delta: number): number => {
          const moved = Float32Array.from(values);
          moved[i]! += delta;
          const changed = inputs.map((input, k) => (k === which ? tf.tensor(moved, input.shape) : input));
          return loss(changed[0]!, changed[1]!, changed[2]!).dataSync()[0] as number;
        };
        const difference = (at(step) - at(-step)) / (2 * step);
        expect(Math.abs(gradient.dataSync()[i]! - difference)).toBeLessThan(
          0.02 * (1 + Math.abs(difference)),
        );
      }
    }
  });

  it.each(['none', 'relu', 'relu6'] as const)(
    'computes %s after it as the composition does, forward and back, whatever the shape',
    (activation) => {
      fc.assert(
        fc.property(
          fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
          fc.integer({ min: 1, max: 37 }),
          fc.integer({ min: 1, max: 1e6 }),
          (places, channels, seed) => {
            const shape = places.length === 2 ? [...places, 1, channels] : [...places, channels];
            if (shape.length !== 4 && shape.length !== 2) return;
            tf.tidy(() => {
              const draw = (size: number[], salt: number, mean = 0): tf.Tensor =>
                tf.randomNormal(size, mean, 2, 'float32', seed + salt);
              const inputs = [draw(shape, 0, 3), draw([channels], 1), draw([channels], 2, 1)];
              const dy = draw(shape, 3);
              const run = (f: (...all: tf.Tensor[]) => tf.Tensor): Float32Array[] =>
                [f(...inputs), ...tf.grads(f)(inputs, dy)].map((tensor) => tensor.dataSync() as Float32Array);
              const fused = run((...[a, b, c]) => fusedBatchNormTraining(a!, b!, c!, 1e-2, activation).y);
              const plain = run((...[a, b, c]) => {
                const over = Array.from({ length: a!.rank - 1 }, (_, i) => i);
                const centred = tf.sub(a!, tf.mean(a!, over));
                const deviation = tf.sqrt(tf.add(tf.mean(tf.square(centred), over), 1e-2));
                const y = tf.add(tf.mul(tf.div(centred, deviation), b!), c!);
                return activation === 'none' ? y : activation === 'relu' ? tf.relu(y) : tf.relu6(y);
              });
              for (const [i, values] of plain.entries()) closeTo(fused[i]!, values, 2e-4);
            });
          },
        ),
        { numRuns: 40, seed: 1 }, // A value beside the kink may fall on either side.
      );
    },
  );

  it('adds up millions of values of a large mean without losing their spread', () => {
    const many = tf.randomNormal([4, 200, 200, 3], 1000, 0.5, 'float32', 9);
    const { y, mean, variance } = fusedBatchNormTraining(many, tf.ones([3]), tf.zeros([3]), 0);
    closeTo(mean.dataSync(), [1000, 1000, 1000], 1e-4);
    closeTo(variance.dataSync(), [0.25, 0.25, 0.25], 0.02);
    closeTo(tf.mean(tf.square(y), [0, 1, 2]).dataSync(), [1, 1, 1], 1e-3);
  });

  it('lets what is not a number through', () => {
    const holes = tf.tensor2d([
      [1, NaN],
      [2, 3],
    ]);
    const { y } = fusedBatchNormTraining(holes, tf.ones([2]), tf.zeros([2]), 1e-3, 'relu6');
    const [, first, , second] = y.dataSync();
    expect([first, second]).toEqual([NaN, NaN]);
  });

  it('takes rows of features as well', () => {
    const rows = tf.randomNormal([6, 2], 0, 1, 'float32', 4);
    const { y } = fusedBatchNormTraining(rows, tf.ones([2]), tf.zeros([2]), 0);
    for (const average of tf.mean(y, 0).dataSync()) expect(Math.abs(average)).toBeLessThan(1e-6);
    closeTo(tf.mean(tf.square(y), 0).dataSync(), [1, 1], 1e-5);
    expect(y.shape).toEqual([6, 2]);
  });

  it('leaks no tensor through a gradient', () => {
    const scale = tf.variable(gamma);
    const before = tf.memory().numTensors;
    const { value, grads } = tf.variableGrads(
      () => tf.sum(tf.mul(fusedBatchNormTraining(x, scale, beta, epsilon).y, weights)) as tf.Scalar,
      [scale],
    );
    tf.dispose([value, ...Object.values(grads)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});

it.skipIf(!isBuilt)('WASM and cpu agree with TensorFlow (skipped where the library is not built)', () => {
  const body = `await engine.engineReady();
    const x = tf.randomNormal([3, 4, 5, 2], 1, 2, 'float32', 1), w = tf.randomNormal([3, 4, 5, 2], 0, 1, 'float32', 2);
    const f = (x, g, b) => tf.sum(tf.mul(engine.fusedBatchNormTraining(x, g, b, 1e-3).y, w));
    return tf.grads(f)([x, tf.tensor1d([1.5, -0.7]), tf.tensor1d([0.2, 3])]).map((g) => Array.from(g.dataSync()));`;
  const own = tf.grads(
    (a, b, c) => tf.sum(tf.mul(fusedBatchNormTraining(a!, b!, c!, epsilon).y, weights)) as tf.Tensor,
  )([x, gamma, beta]);
  for (const backend of ['wasm', 'cpu']) {
    const other = inProcess(body, { TSVISION_BACKEND: backend }).result as number[][];
    for (const [i, gradient] of own.entries()) closeTo(gradient.dataSync(), other[i] as number[], 1e-5);
  }
});
