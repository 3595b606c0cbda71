import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import { adamW, type OptimizerFactory, rmsProp, sgd } from '../../src/train/index.js';
import { clipGradients } from '../../src/train/optimizers.js';
import { ramp, torch } from './oracle/torchOracle.js';

beforeAll(() => engineReady());

const momenta = [0.95, 0.9, 0.85, 0.9, 0.95];
const rates = [0.01, 0.02, 0.03, 0.02, 0.01];

/** The same five steps as `optimizer` in makeOracle.py. */
function fiveSteps(factory: OptimizerFactory, moms?: readonly number[]): number[] {
  const variable = tf.tidy(() => tf.variable(tf.tensor1d(ramp(6, 1))));
  const group = { lr: 0, parameters: [{ key: 'p', variable }] };
  const optimizer = factory([group]);
  optimizer.wd = 0.1;
  rates.forEach((lr, step) => {
    group.lr = lr;
    if (moms) optimizer.momentum = moms[step] as number;
    const { value, grads } = tf.variableGrads(() => {
      const product = tf.prod(tf.slice(variable, 0, 3));
      return tf.add(tf.sum(tf.square(variable)), tf.mul(tf.sin(product), step + 1)) as tf.Scalar;
    });
    optimizer.step(grads);
    tf.dispose([value, grads]);
  });
  const result = Array.from(variable.dataSync());
  variable.dispose();
  optimizer.dispose();
  return result;
}

function expectNear(found: readonly number[], wanted: readonly number[], digits = 6): void {
  expect(found).toHaveLength(wanted.length);
  found.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i] as number, digits);
  });
}

describe('optimizers agree with PyTorch', () => {
  it.each([
    ['adamW', adamW(), undefined],
    ['adamWMomenta', adamW(), momenta],
    ['sgd', sgd(), undefined],
    ['sgdMomenta', sgd(), momenta],
    ['rmsProp', rmsProp(), undefined],
  ] as const)('%s', (name, factory, moms) => {
    expectNear(fiveSteps(factory, moms), torch.optimizers[name] as number[], 5);
  });

  it('and leave no tensor behind', () => {
    const before = tf.memory().numTensors;
    fiveSteps(adamW());
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('clipGradients', () => {
  it('scales all gradients by their common norm, as PyTorch', () => {
    const gradients = { a: tf.tensor1d(ramp(4, 3)), b: tf.tensor2d(ramp(4, 2), [2, 2]) };
    const clipped = clipGradients(gradients, 1);
    expectNear(Array.from((clipped.a as tf.Tensor).dataSync()), torch.clipping.clipped[0] as number[]);
    expectNear(Array.from((clipped.b as tf.Tensor).dataSync()), torch.clipping.clipped[1] as number[]);
    tf.dispose(clipped);
  });

  it('leaves small gradients as they are', () => {
    const clipped = clipGradients({ a: tf.tensor1d([0.1, 0.2]) }, 1);
    expectNear(Array.from((clipped.a as tf.Tensor).dataSync()), [0.1, 0.2]);
    tf.dispose(clipped);
  });
});
