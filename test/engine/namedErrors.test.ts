import { beforeAll, describe, expect, it } from 'vitest';
import { EngineOpError, engineInfo, engineReady, tf, VariableNameError } from '../../src/engine/index.js';

beforeAll(() => engineReady());

describe('errors of the engine', () => {
  it('says what to do when a variable’s name is taken (a cell run twice)', () => {
    const make = () => tf.variable(tf.scalar(1), true, 'tsvision/w');
    const first = make();
    expect(make).toThrow(VariableNameError);
    expect(make).toThrow(/called "tsvision\/w" already[\s\S]*dispose/);
    first.dispose();
    make().dispose();
    tf.variable(tf.scalar(1), true, 'constructor').dispose();
    tf.dispose([tf.variable(tf.scalar(1)), tf.variable(tf.scalar(2))]);
  });

  it('refuses rows of different lengths, by name', () => {
    const jagged = [
      [1, 2, 3],
      [4, 5],
    ];
    expect(() => tf.tensor(jagged)).toThrow(/arr\[1\] should have 3 elements, but has 2/);
    expect(() => tf.tensor2d(jagged)).toThrow(/arr\[1\]/);
    expect(() =>
      tf.tensor3d([
        [[1], [2]],
        [[3], [4, 5]],
      ]),
    ).toThrow(/arr\[1\]\[1\]/);
    tf.dispose([
      tf.tensor([
        [1, 2],
        [3, 4],
      ]),
      tf.tensor2d([new Float32Array(2), new Float32Array(2)] as never),
    ]);
  });

  it('names op and shapes instead of TF_Status (a matrix times a vector)', (context) => {
    if (engineInfo().backend !== 'tensorflow') context.skip();
    const [matrix, vector] = [tf.ones([3, 4]), tf.ones([4])];
    const multiply = () => tf.matMul(matrix as tf.Tensor2D, vector as never);
    expect(multiply).toThrow(EngineOpError);
    expect(multiply).toThrow(/MatMul.* of \[3, 4\] and \[4\]: [\s\S]*matrix\.dot\(vector\)/);
    expect([...matrix.dot(vector).dataSync()]).toEqual([4, 4, 4]);
    const error = (() => {
      try {
        return tf.reverse(tf.ones([2, 2, 2, 2, 2, 2, 2, 2, 2]), 0).dataSync();
      } catch (caught) {
        return caught;
      }
    })();
    if (error instanceof Error) expect(error.message).not.toMatch(/TF_Status/);
  });
});
