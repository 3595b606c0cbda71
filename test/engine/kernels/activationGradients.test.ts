import { beforeAll, expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';

beforeAll(engineReady);

it.each([
  ['relu', tf.relu, [0, 0, 1, 1, 1]],
  ['relu6', tf.relu6, [0, 0, 1, 1, 0]],
] as const)(
  'the gradient of %s is one where its input passes, and none else',
  (_name, activation, expected) => {
    const x = tf.tensor1d([-2, 0, 0.5, 5.9, 7]);
    const weights = tf.tensor1d([1, 2, 3, 4, 5]);
    const gradient = tf.grad((input: tf.Tensor) => tf.sum(tf.mul(activation(input), weights)))(x);
    expect(gradient.arraySync()).toEqual(expected.map((pass, i) => pass * (i + 1)));
  },
);
