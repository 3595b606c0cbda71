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
