import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';

beforeAll(engineReady);

/** What `run` leaves in the engine, beyond what it returns. */
function leftBy(run: () => void): number {
  const before = tf.memory().numTensors;
  run();
  return tf.memory().numTensors - before;
}

describe('the walk back along the tape', () => {
  it('adds up the gradients of all uses, of values on the way too', () => {
    const [x, w] = [tf.tensor1d([1, 2, 3]), tf.tensor1d([0.5, -1, 2])];
    const f = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
      const product = tf.mul(a, b);
      return tf.sum(tf.add(tf.square(product), tf.add(product, a)));
    };
    const [dx, dw] = tf.grads(f)([x, w]) as [tf.Tensor, tf.Tensor];
    // d/dx of (xw)² + xw + x is 2xw² + w + 1; by w it is 2x²w + x.
    closeTo(dx.dataSync(), [0.5 + 0.5 + 1, 4 - 1 + 1, 24 + 2 + 1], 1e-6);
    closeTo(dw.dataSync(), [1 + 1, -8 + 2, 36 + 3], 1e-6);
  });

  it('gives the gradient of a gradient', () => {
    const cube = (x: tf.Tensor): tf.Tensor => tf.mul(x, tf.square(x));
    const second = tf.grad((x: tf.Tensor) => tf.sum(tf.grad(cube)(x)));
    const third = tf.grad((x: tf.Tensor) => tf.sum(second(x)));
    const x = tf.tensor1d([1, -2]);
    closeTo(second(x).dataSync(), [6, -12], 1e-5);
    closeTo(third(x).dataSync(), [6, 6], 1e-5);
  });

  it('lets a function of the way back ask for gradients of its own', () => {
    const square = tf.customGrad((a, save) => {
      (save as tf.GradSaveFunc)([a as tf.Tensor]);
      const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor =>
        tf.mul(dy, tf.grad((inner: tf.Tensor) => tf.square(inner))(saved[0] as tf.Tensor));
      return { value: tf.square(a as tf.Tensor), gradFunc };
    });
    const x = tf.tensor1d([3, -1]);
    const run = (): Float32Array => {
      const f = (a: tf.Tensor): tf.Tensor => {
        tf.exp(tf.square(tf.tensor1d([1]))); // On the tape, and on no way to the result.
        return tf.add(square(square(a)), tf.square(a));
      };
      return tf.tidy(() => tf.grad(f)(x).dataSync() as Float32Array);
    };
    closeTo(run(), [4 * 27 + 6, -4 - 2], 1e-5);
    expect(leftBy(run)).toBe(0);
  });

  it('takes a given gradient of the result, and leaves it to the caller', () => {
    const dy = tf.tensor1d([10, 100]);
    const dx = tf.grad((x: tf.Tensor) => tf.mul(x, 3))(tf.tensor1d([1, 1]), dy);
    closeTo(dx.dataSync(), [30, 300], 0);
    expect(dy.isDisposed).toBe(false);
  });

  it('keeps apart what an operation gives more than one of its inputs', () => {
    const sum = tf.customGrad((a, b) => {
      const gradFunc = (dy: tf.Tensor): tf.Tensor[] => [dy, dy];
      return { value: tf.add(a as tf.Tensor, b as tf.Tensor), gradFunc };
    });
    const [da, db] = tf.grads((a: tf.Tensor, b: tf.Tensor) => tf.add(sum(a, b), tf.mul(a, 4)))([
      tf.tensor1d([1]),
      tf.tensor1d([2]),
    ]) as [tf.Tensor, tf.Tensor];
    closeTo(da.dataSync(), [5], 0);
    closeTo(db.dataSync(), [1], 0);
  });

  it('leaves a constant that is given as a gradient to its owner', () => {
    const constant = tf.tensor1d([7]);
    const odd = tf.customGrad((x) => ({
      value: tf.clone(x as tf.Tensor),
      gradFunc: () => constant,
    }));
    for (let i = 0; i < 2; i++) {
      const dx = tf.grad((x: tf.Tensor) => tf.add(odd(x), odd(x)))(tf.tensor1d([1]));
      closeTo(dx.dataSync(), [14], 0);
    }
    expect(constant.isDisposed).toBe(false);
  });

  it('gives a value that is asked for and on the way', () => {
    const seen = tf.tidy(() => {
      const x = tf.tensor1d([3]);
      return tf
        .grads((a: tf.Tensor, b: tf.Tensor) => tf.mul(a, b))([x, x])
        .map((grad) => grad.dataSync()[0]);
    });
    expect(seen).toEqual([6, 6]);
  });

  it('holds no more on the way back than the forward pass has left, and two gradients', () => {
    const [size, depth] = [10_000, 40];
    const x = tf.variable(tf.ones([size]));
    const held: number[] = [];
    const step = tf.customGrad((a, save) => {
      (save as tf.GradSaveFunc)([a as tf.Tensor]);
      return {
        value: tf.mul(a as tf.Tensor, 1.01),
        gradFunc: (dy, [kept]) => {
          held.push(tf.memory().numBytes);
          return tf.mul(dy as tf.Tensor, tf.add(tf.mul(kept as tf.Tensor, 0), 1.01));
        },
      };
    });
    const start = tf.memory().numBytes;
    const { grads } = tf.tidy(() =>
      tf.variableGrads(() => {
        let y: tf.Tensor = x;
        for (let i = 0; i < depth; i++) y = step(y);
        return tf.sum(y) as tf.Scalar;
      }, [x]),
    );
    tf.dispose(grads);
    const tensors = held.map((bytes) => (bytes - start) / (4 * size));
    expect(tensors).toHaveLength(depth);
    // tfjs holds twice as many at the end as at the beginning.
    expect(Math.max(...tensors)).toBeLessThan(depth + 3);
    expect(tensors.at(-1)).toBeLessThan(4);
    x.dispose();
  });

  it.each([
    ['forward', (x: tf.Tensor) => tf.matMul(tf.square(tf.relu(x)) as tf.Tensor2D, tf.ones([7, 7]))],
    [
      'backward',
      (x: tf.Tensor) => {
        const failing = tf.customGrad((a) => ({
          value: tf.square(a as tf.Tensor),
          gradFunc: () => {
            throw new Error('no gradient today');
          },
        }));
        return tf.sum(tf.square(failing(tf.relu(x))));
      },
    ],
  ])('frees all when the %s pass throws', (_name, f) => {
    const x = tf.ones([2, 3]);
    const left = leftBy(() => expect(() => tf.grad(f)(x)).toThrow());
    expect(left).toBe(0);
    // And the next gradient is right.
    closeTo(
      tf
        .grad((a: tf.Tensor) => tf.sum(tf.square(a)))(x)
        .dataSync(),
      Array(6).fill(2),
      0,
    );
  });

  it('says what is missing', () => {
    const x = tf.tensor1d([1]);
    expect(() => tf.grad(() => tf.tensor1d([2]))(x)).toThrow(/Cannot compute gradient of y=f\(x\)/);
    const wrong = tf.customGrad((a) => ({ value: tf.square(a as tf.Tensor), gradFunc: () => tf.ones([3]) }));
    expect(() => tf.grad((a: tf.Tensor) => tf.sum(wrong(a)))(x)).toThrow(/shape '3', which does not match/);
  });
});
