import { beforeAll, expect, it } from 'vitest';
import { Random } from '../../../src/core/index.js';
import { engineReady, tf } from '../../../src/engine/index.js';
import { BatchNorm, forward, initializeWeights } from '../../../src/vision/index.js';
import { Relu6 } from '../../../src/vision/models/layers.js';
import { Conv2d, DepthwiseConv2d, MaxPool2d } from '../../../src/vision/models/windowLayers.js';

beforeAll(() => engineReady());

/** A net that has each of our layers, on a size where padding is not TensorFlow's `same`. */
function smallNet(): tf.LayersModel {
  const input = tf.input({ shape: [10, 8, 3] });
  const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
    layer.apply(x) as tf.SymbolicTensor;
  let x = apply(
    new Conv2d({ name: 'c1', filters: 4, kernelSize: 3, strides: 2, padding: 1, useBias: true }),
    input,
  );
  x = apply(new Relu6({ name: 'r' }), apply(new BatchNorm({ name: 'n1' }), x));
  const y = apply(new DepthwiseConv2d({ name: 'd', kernelSize: 3, padding: 1 }), x);
  x = apply(new BatchNorm({ name: 'n2' }), apply(tf.layers.add({ name: 'sum' }), [x, y]));
  x = apply(new MaxPool2d({ name: 'p', poolSize: 3, strides: 2, padding: 1 }), x);
  x = apply(
    tf.layers.dense({ name: 'l', units: 2 }),
    apply(tf.layers.globalAveragePooling2d({ name: 'g' }), x),
  );
  const model = tf.model({ inputs: input, outputs: x });
  initializeWeights(model, new Random(5));
  return model;
}

it('has the gradients that finite differences give, batch norm by the batch', () => {
  const model = smallNet();
  const random = new Random(3);
  const draw = (shape: number[]) =>
    tf.tensor(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random.normal()),
      shape,
    );
  const [x, target] = [draw([4, 10, 8, 3]), draw([4, 2])];
  const loss = (): tf.Scalar => tf.sum(tf.mul(forward(model, x, { training: true }), target));
  const variables = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
  const { grads } = tf.variableGrads(loss, variables);
  for (const variable of variables) {
    const gradient = grads[variable.name]!.dataSync();
    const values = Float32Array.from(variable.dataSync());
    const at = (i: number, step: number): number => {
      const moved = values.slice();
      moved[i]! += step;
      tf.tidy(() => {
        variable.assign(tf.tensor(moved, variable.shape));
      });
      const value = tf.tidy(() => loss().dataSync()[0] as number);
      return value;
    };
    // A kink of relu6 or of the maximum within a step spoils one difference; not all step widths may be off.
    const wrong = [...values.keys()].filter((i) =>
      [1e-2, 4e-3, 1e-3].every((step) => {
        const slope = (at(i, step) - at(i, -step)) / (2 * step);
        return Math.abs(slope - (gradient[i] as number)) > 0.02 * Math.max(1, Math.abs(slope));
      }),
    );
    at(0, 0);
    expect(wrong, variable.name).toEqual([]);
  }
});

it('runs a model as tfjs does, bit for bit, and leaves no tensor behind', () => {
  const model = smallNet();
  const x = tf.randomNormal([2, 10, 8, 3], 0, 1, 'float32', 1);
  const expected = (model.predict(x) as tf.Tensor).dataSync();
  forward(model, x).dispose();
  const before = tf.memory().numTensors;
  const y = forward(model, x);
  expect(tf.memory().numTensors).toBe(before + 1);
  expect(y.dataSync()).toEqual(expected);
});
