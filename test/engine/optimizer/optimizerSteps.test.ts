import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  applyAdamW,
  applyRmsProp,
  applySgd,
  engineReady,
  moveAverages,
  tf,
} from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';
import { withoutNativeCode } from '../nativeCode.js';

beforeAll(engineReady);

const start = [0.5, -1.25, 3, 0];
const gradients = [
  [0.1, -0.2, 0.05, 0],
  [-0.3, 0.4, 0.02, 1],
  [0.2, 0.1, -0.7, 1e-3],
];
const zeros = (): tf.Variable => tf.variable(tf.zeros([4]));

/** Runs three steps in the engine and the same in plain numbers; both must agree. */
function compare(
  apply: (param: tf.Variable, grad: tf.Tensor, a: tf.Variable, b: tf.Variable, step: number) => void,
  reference: (state: { p: number; a: number; b: number }, g: number, step: number) => void,
): void {
  const [param, a, b] = [tf.variable(tf.tensor1d(start)), zeros(), zeros()];
  const states = start.map((p) => ({ p, a: 0, b: 0 }));
  for (const [i, gradient] of gradients.entries()) {
    apply(param, tf.tensor1d(gradient), a, b, i + 1);
    for (const [k, state] of states.entries()) reference(state, gradient[k] as number, i + 1);
  }
  closeTo(
    param.dataSync(),
    states.map(({ p }) => p),
    1e-6,
  );
}

const adamNumbers = { lr: 0.01, beta1: 0.9, beta2: 0.99, eps: 1e-8, wd: 0.1 };

function adamReference(state: { p: number; a: number; b: number }, g: number, step: number): void {
  const { lr, beta1, beta2, eps, wd } = adamNumbers;
  state.p *= 1 - wd * lr;
  state.a = beta1 * state.a + (1 - beta1) * g;
  state.b = beta2 * state.b + (1 - beta2) * g * g;
  const mean = state.a / (1 - beta1 ** step);
  const square = state.b / (1 - beta2 ** step);
  state.p -= (lr * mean) / (Math.sqrt(square) + eps);
}

let restore = (): void => undefined;
afterEach(() => {
  restore();
  restore = () => undefined;
});

describe.each(['as they run here', 'made of tfjs operations'])('optimizer steps, %s', (kind) => {
  const prepare = (): void => {
    if (kind !== 'as they run here') restore = withoutNativeCode('optimizerStep');
  };

  it('moveAverages gives each value its share, in place', () => {
    prepare();
    const averages = [tf.variable(tf.tensor1d([1, -2])), tf.variable(tf.tensor1d([10, 0.5, 4]))];
    const values = [tf.tensor1d([3, 2]), tf.tensor1d([0, 0.5, -4])];
    const before = tf.memory().numTensors;
    moveAverages(averages, values, 0.25);
    moveAverages(averages, values, 0.25);
    expect(tf.memory().numTensors).toBe(before);
    closeTo(averages[0]?.dataSync() ?? [], [1.875, -0.25], 1e-6);
    closeTo(averages[1]?.dataSync() ?? [], [5.625, 0.5, 0.5], 1e-6);
  });

  it('AdamW follows its paper', () => {
    prepare();
    compare(
      (param, grad, mean, square, step) =>
        applyAdamW(
          { params: [param], grads: [grad], means: [mean], squares: [square] },
          { ...adamNumbers, step },
        ),
      adamReference,
    );
  });

  it.each([
    [0, false],
    [0.9, false],
    [0.9, true],
  ])('SGD with momentum %d, nesterov %s', (momentum, nesterov) => {
    prepare();
    compare(
      (param, grad, velocity) =>
        applySgd(
          { params: [param], grads: [grad], velocities: [velocity] },
          { lr: 0.1, momentum, wd: 0.01, nesterov },
        ),
      (state, g) => {
        state.p *= 1 - 0.01 * 0.1;
        state.a = momentum * state.a + g;
        state.p -= 0.1 * (momentum === 0 ? g : nesterov ? g + momentum * state.a : state.a);
      },
    );
  });

  it.each([0, 0.9])('RMSprop with momentum %d', (momentum) => {
    prepare();
    compare(
      (param, grad, square, velocity) =>
        applyRmsProp(
          { params: [param], grads: [grad], squares: [square], velocities: [velocity] },
          { lr: 0.01, alpha: 0.99, eps: 1e-8, momentum, wd: 0.01 },
        ),
      (state, g) => {
        state.p *= 1 - 0.01 * 0.01;
        state.a = 0.99 * state.a + 0.01 * g * g;
        const direction = g / (Math.sqrt(state.a) + 1e-8);
        state.b = momentum * state.b + direction;
        state.p -= 0.01 * (momentum === 0 ? direction : state.b);
      },
    );
  });
});

describe('a step', () => {
  const step = (param: tf.Variable): void =>
    applySgd({ params: [param], grads: [tf.onesLike(param)] }, { lr: 1, momentum: 0, wd: 0 });

  it('leaves the array that a weight was made of, its clones and its views as they were', () => {
    const array = Float32Array.from([1, 2, 3, 4]);
    const param = tf.variable(tf.tensor1d(array));
    step(param);
    const [clone, view] = [param.clone(), param.reshape([2, 2])];
    step(param);
    expect([...array]).toEqual([1, 2, 3, 4]);
    expect([...clone.dataSync()]).toEqual([0, 1, 2, 3]);
    expect([...view.dataSync()]).toEqual([0, 1, 2, 3]);
    expect([...param.dataSync()]).toEqual([-1, 0, 1, 2]);
  });

  it('leaks no tensor', () => {
    const [param, mean, square] = [
      tf.variable(tf.ones([1000])),
      tf.variable(tf.zeros([1000])),
      tf.variable(tf.zeros([1000])),
    ];
    const grad = tf.ones([1000]);
    const before = tf.memory().numTensors;
    for (let i = 1; i <= 3; i++) {
      applyAdamW(
        { params: [param], grads: [grad], means: [mean], squares: [square] },
        { ...adamNumbers, step: i },
      );
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('over many weights of many sizes is the same as over each', () => {
    const sizes = [[3, 3, 8, 16], [70_001], [1], [300, 500]];
    const make = (): tf.Variable[] =>
      sizes.map((shape, i) => tf.variable(tf.randomNormal(shape, 0, 1, 'float32', i + 1)));
    const blank = (): tf.Variable[] => sizes.map((shape) => tf.variable(tf.zeros(shape)));
    const grads = sizes.map((shape, i) => tf.randomNormal(shape, 0, 1, 'float32', 50 + i));
    const [together, each] = [make(), make()];
    const numbers = { ...adamNumbers, step: 1 };
    applyAdamW({ params: together, grads, means: blank(), squares: blank() }, numbers);
    const [means, squares] = [blank(), blank()];
    for (const [i, param] of each.entries()) {
      applyAdamW(
        { params: [param], grads: [grads[i]!], means: [means[i]!], squares: [squares[i]!] },
        numbers,
      );
    }
    for (const [i, param] of together.entries()) closeTo(param.dataSync(), each[i]!.dataSync(), 0);
  });
});
