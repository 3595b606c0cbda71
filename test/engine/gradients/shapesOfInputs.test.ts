import { beforeAll, describe, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';

beforeAll(engineReady);

type Of = (x: tf.Tensor, y: tf.Tensor) => tf.Tensor;

/** Each with inputs of other shapes than its output's, where it takes such. */
const operations: Readonly<Record<string, Of>> = {
  Add: (x, y) => tf.add(x, tf.mean(y, 0)),
  Concat: (x, y) => tf.concat([x, y, x], 1),
  ExpandDims: (x) => tf.expandDims(x, 1),
  Mean: (x) => tf.mean(x, 1),
  PadV2: (x) => tf.pad(x, [[1, 0], [0, 2]]), // biome-ignore format: one axis each
  Reshape: (x) => tf.reshape(x, [3, 2]),
  Slice: (x) => tf.slice(x, [0, 1], [2, 2]),
  Sub: (x, y) => tf.sub(tf.sum(x), y),
  Sum: (x) => tf.sum(x, 0),
  Tile: (x) => tf.tile(x, [2, 2]),
};

/** A weight for each output, so that a gradient put into a wrong place shows. */
const weighted = (value: tf.Tensor): tf.Tensor =>
  tf.sum(tf.mul(value, tf.reshape(tf.range(1, value.size + 1), value.shape)));

/** Central differences of `f` by its first argument. */
function differences(f: (x: tf.Tensor) => tf.Tensor, values: readonly number[], shape: number[]): number[] {
  const at = (moved: readonly number[]): number => f(tf.tensor([...moved], shape)).dataSync()[0] as number;
  return values.map((_, i) => {
    const by = (step: number): number[] => values.map((value, j) => (i === j ? value + step : value));
    return at(by(0.5)) - at(by(-0.5));
  });
}

describe('gradients that read shapes alone', () => {
  it.each(Object.entries(operations))('%s: the right one, by both inputs', (_, operation) => {
    const [x, y] = [
      [0.5, -1, 2, 3, 0.25, -4],
      [1, 2, -3, 0.5, 5, 6],
    ] as [number[], number[]];
    const shape = [2, 3];
    const [a, b] = [tf.tensor(x, shape), tf.tensor(y, shape)];
    const f = (left: tf.Tensor, right: tf.Tensor): tf.Tensor =>
      tf.add(weighted(operation(left, right)), tf.sum(tf.mul(left, right)));
    const [dx, dy] = tf.grads(f)([a, b]) as [tf.Tensor, tf.Tensor];
    closeTo(
      dx.dataSync(),
      differences((left) => f(left, b), x, shape),
      1e-3,
    );
    closeTo(
      dy.dataSync(),
      differences((right) => f(a, right), y, shape),
      1e-3,
    );
  });

  it('leave the tensors of the caller as they are', () => {
    const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
    tf.grad((x: tf.Tensor) => tf.sum(tf.sub(tf.add(x, b), tf.concat([a.slice(0, 1), b.slice(1, 1)]))))(a);
    closeTo(a.dataSync(), [1, 2], 0);
    closeTo(b.dataSync(), [3, 4], 0);
  });
});
