import { beforeAll, expect, it } from 'vitest';
import { engineReady, tf } from '../../../../src/engine/index.js';
import { BatchNorm } from '../../../../src/vision/index.js';

beforeAll(() => engineReady());

const x = tf.tensor2d([
  [1, 10],
  [2, 30],
  [3, 20],
  [6, 60],
]);

it('normalises by the batch in training and keeps running statistics as PyTorch does', () => {
  const layer = new BatchNorm();
  const y = layer.apply(x, { training: true }) as tf.Tensor;
  // Worked out by hand: means 3 and 30, biased variances 3.5 and 350, unbiased ones 14/3 and 1400/3.
  const row = [1, 2, 3, 6].map((v) => (v - 3) / Math.sqrt(3.5 + 1e-5));
  expect(
    [...tf.slice(y as tf.Tensor2D, [0, 0], [4, 1]).dataSync()].map((v, i) => Math.abs(v - row[i]!) < 1e-5),
  ).toEqual(Array(4).fill(true));
  const [mean, variance] = [layer.runningMean!.read().dataSync(), layer.runningVariance!.read().dataSync()];
  expect(mean[0]).toBeCloseTo(0.3, 5);
  expect(mean[1]).toBeCloseTo(3, 5);
  expect(variance[0]).toBeCloseTo(0.9 + (0.1 * 14) / 3, 5);
  expect(variance[1]).toBeCloseTo(0.9 + (0.1 * 1400) / 3, 4);
});

it('uses the running statistics in inference, and in training when told so', () => {
  const layer = new BatchNorm();
  const inference = layer.apply(x) as tf.Tensor;
  expect(inference.dataSync()[3]).toBeCloseTo(30 / Math.sqrt(1 + 1e-5), 3);
  layer.batchStatistics = false;
  const told = layer.apply(x, { training: true }) as tf.Tensor;
  expect([...told.dataSync()]).toEqual([...inference.dataSync()]);
  expect([...layer.runningMean!.read().dataSync()]).toEqual([0, 0]);
});

it('leaks no tensor', () => {
  const layer = new BatchNorm();
  const run = (): void => void tf.tidy(() => void layer.apply(x, { training: true }));
  run();
  const before = tf.memory().numTensors;
  for (let i = 0; i < 5; i++) run();
  expect(tf.memory().numTensors).toBe(before);
});
