import { expect, it } from 'vitest';
import { closeTo } from '../closeTo.js';
import { inProcess, isBuilt } from '../withBackend.js';

/** Height, width, channels in and out, filter size, stride, padding: all that changes the geometry. */
const cases = [
  [7, 9, 3, 4, 3, 1, 'same'],
  [8, 8, 3, 5, 3, 2, 'same'],
  [9, 7, 2, 3, 3, 2, 'same'],
  [8, 9, 2, 3, 3, 2, 'valid'],
  [8, 8, 2, 3, 3, 2, 1],
  [11, 11, 3, 2, 7, 2, 3],
  [5, 5, 2, 2, 1, 2, 'valid'],
  [6, 6, 2, 2, 1, 1, 'valid'],
  [4, 4, 2, 2, 3, 1, 2],
];

const convolutions = `await engine.engineReady();
  return ${JSON.stringify(cases)}.flatMap(([h, w, i, o, k, stride, pad]) => {
    const x = tf.randomNormal([2, h, w, i], 0, 1, 'float32', 1);
    const filter = tf.randomNormal([k, k, i, o], 0, 1, 'float32', 2);
    const depthwise = tf.randomNormal([k, k, i, 2], 0, 1, 'float32', 3);
    return [
      ...tf.grads((x, f) => tf.sum(tf.square(tf.conv2d(x, f, stride, pad))))([x, filter]),
      ...tf.grads((x, f) => tf.sum(tf.square(tf.depthwiseConv2d(x, f, stride, pad))))([x, depthwise]),
    ].map((gradient) => Array.from(gradient.dataSync()));
  });`;

it.skipIf(!isBuilt)('the gradients of convolutions on WASM are those of the cpu backend', () => {
  const [wasm, cpu] = ['wasm', 'cpu'].map(
    (backend) => inProcess(convolutions, { TSVISION_BACKEND: backend }).result as number[][],
  ) as [number[][], number[][]];
  expect(wasm).toHaveLength(cases.length * 4);
  for (const [i, gradient] of wasm.entries()) closeTo(gradient, cpu[i] as number[], 1e-5);
});

it.skipIf(!isBuilt)('sums by segment on WASM, without the ids that are out of range', () => {
  const body = `await engine.engineReady();
    return tf.unsortedSegmentSum(tf.tensor2d([[1, 2], [3, 4], [5, 6], [7, 8]]), tf.tensor1d([2, 0, -1, 2], 'int32'), 3).arraySync();`;
  expect(inProcess(body, { TSVISION_BACKEND: 'wasm' }).result).toEqual([
    [3, 4],
    [0, 0],
    [8, 10],
  ]);
});

it.skipIf(!isBuilt)('a small net learns on WASM, and leaks no tensor', () => {
  const body = `await engine.engineReady();
    const x = tf.randomNormal([16, 8, 8, 1], 0, 1, 'float32', 1);
    const y = tf.oneHot(tf.cast(tf.greater(tf.mean(x, [1, 2, 3]), 0), 'int32'), 2).toFloat();
    const model = tf.sequential({ layers: [
      tf.layers.conv2d({ inputShape: [8, 8, 1], filters: 4, kernelSize: 3, strides: 2, activation: 'relu', kernelInitializer: tf.initializers.glorotNormal({ seed: 1 }) }),
      tf.layers.separableConv2d({ filters: 4, kernelSize: 2, activation: 'relu' }),
      tf.layers.flatten(), tf.layers.dense({ units: 2, kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }) }),
    ] });
    const optimizer = tf.train.adam(0.02);
    const step = () => tf.tidy(() => optimizer.minimize(() => tf.losses.softmaxCrossEntropy(y, model.apply(x, { training: true })), true).dataSync()[0]);
    const first = step();
    const before = tf.memory().numTensors;
    let last;
    for (let i = 0; i < 40; i++) last = step();
    return { first, last, leaked: tf.memory().numTensors - before };`;
  const { first, last, leaked } = inProcess(body, { TSVISION_BACKEND: 'wasm' }).result as Record<
    string,
    number
  >;
  expect(last).toBeLessThan((first as number) / 2);
  expect(leaked).toBe(0);
});
