import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  currentPrecision,
  engineInfo,
  engineReady,
  fusedBatchNormTraining,
  setPrecision,
  tf,
  withPrecision,
} from '../../../src/engine/index.js';
import { closeTo } from '../closeTo.js';
import { countNativeCalls } from '../nativeCode.js';

beforeAll(engineReady);
const tensorflow = engineInfo().backend === 'tensorflow';
const handles = (): number =>
  (tf.backend() as unknown as { binding: { getNumOfTensors(): number } }).binding.getNumOfTensors();

// With 32 channels the middle convolution is our own.
describe.skipIf(!tensorflow).each([16, 32])(
  'bfloat16 on TensorFlow (skipped where it is not set up), %d channels',
  (channels) => {
    const x = tf.randomNormal([4, 16, 16, 3], 0, 1, 'float32', 1) as tf.Tensor4D;
    const shapes = [
      [3, 3, 3, channels],
      [3, 3, channels, channels],
      [3, 3, channels, 1],
      [channels, 10],
    ];
    const weights = shapes.map((shape, i) => tf.variable(tf.randomNormal(shape, 0, 0.2, 'float32', i + 5)));
    const [one, zero] = [tf.variable(tf.ones([channels])), tf.variable(tf.zeros([channels]))];
    const labels = tf.oneHot(tf.tensor1d([1, 2, 3, 4], 'int32'), 10).toFloat();

    /** A small net of everything that stays in bfloat16. */
    function loss(): tf.Scalar {
      const [first, second, depthwise, dense] = weights as unknown as [
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor4D,
        tf.Tensor2D,
      ];
      const stem = tf.relu(
        fusedBatchNormTraining(tf.conv2d(x, first, 1, 'same'), one, zero, 1e-5).y,
      ) as tf.Tensor4D;
      const middle = tf.relu6(tf.depthwiseConv2d(stem, depthwise, 1, 'same'));
      const frozen = tf.batchNorm(
        tf.conv2d(middle, second, 1, 'same'),
        tf.zeros([channels]),
        tf.ones([channels]),
        zero,
        one,
      );
      const sum = tf.pad(tf.add(frozen, stem) as tf.Tensor4D, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
      const pooled = tf.avgPool(tf.maxPool(sum, 2, 2, 'valid'), 2, 2, 'valid');
      const logits = tf.matMul(tf.mean(pooled, [1, 2]) as tf.Tensor2D, dense);
      return tf.losses.softmaxCrossEntropy(labels, logits) as tf.Scalar;
    }

    it('trains a net with nearly the same loss and gradients', () => {
      const full = tf.variableGrads(loss);
      const half = withPrecision('bfloat16', () => tf.variableGrads(loss));
      expect(half.value.dataSync()[0]).not.toBe(full.value.dataSync()[0]);
      expect(Math.abs(half.value.dataSync()[0]! - full.value.dataSync()[0]!)).toBeLessThan(0.02);
      for (const [name, gradient] of Object.entries(full.grads)) {
        const other = half.grads[name] as tf.Tensor;
        const cosine = tf.tidy(() =>
          tf.div(tf.sum(tf.mul(gradient, other)), tf.mul(tf.norm(gradient), tf.norm(other))),
        );
        expect(cosine.dataSync()[0]).toBeGreaterThan(0.99);
      }
    });

    it('leaves no tensor behind, neither in tfjs nor in TensorFlow', () => {
      const run = (): void => {
        const { value, grads } = withPrecision('bfloat16', () => tf.variableGrads(loss));
        tf.dispose([value, ...Object.values(grads)]);
      };
      run();
      const before = [tf.memory().numTensors, handles()];
      run();
      expect([tf.memory().numTensors, handles()]).toEqual(before);
    });

    it('gives tensors that are float32 to whoever reads them', () => {
      const exact = tf.conv2d(x, weights[0] as unknown as tf.Tensor4D, 1, 'same');
      const rough = withPrecision('bfloat16', () =>
        tf.conv2d(x, weights[0] as unknown as tf.Tensor4D, 1, 'same'),
      );
      expect(rough.dtype).toBe('float32');
      expect(rough.dataSync()).toBeInstanceOf(Float32Array);
      const error = tf.max(tf.abs(tf.sub(rough, exact))).dataSync()[0] as number;
      expect(error).toBeGreaterThan(0);
      expect(error).toBeLessThan(0.05);
      // 8 bits of significand: the lower 16 bits of each value are zero.
      expect(new Uint32Array(rough.dataSync().slice().buffer).every((bits) => (bits & 0xffff) === 0)).toBe(
        true,
      );
    });

    it('sees a weight that changed under its handle', () => {
      const weight = tf.variable(tf.ones([1, 1, 1, 1])) as unknown as tf.Tensor4D & tf.Variable;
      const picture = tf.ones([1, 1, 1, 1]) as tf.Tensor4D;
      const [before, after] = withPrecision('bfloat16', () => {
        const first = tf.conv2d(picture, weight, 1, 'same').dataSync()[0];
        weight.assign(tf.fill([1, 1, 1, 1], 3));
        return [first, tf.conv2d(picture, weight, 1, 'same').dataSync()[0]];
      });
      expect([before, after]).toEqual([1, 3]);
    });
  },
);

describe.skipIf(!tensorflow)('what is left of bfloat16 (skipped where TensorFlow is not set up)', () => {
  it('leaves float32 its kernels, and is read by them as the numbers it shows', () => {
    const x = tf.randomUniform([2, 8, 8, 32], 0, 1, 'float32', 3) as tf.Tensor4D;
    const identity = tf.reshape(tf.pad(tf.eye(32), [[4 * 32, 4 * 32], [0, 0]]), [3, 3, 32, 32]); // biome-ignore format: axes
    const left = withPrecision('bfloat16', () => tf.conv2d(x, identity as tf.Tensor4D, 1, 'same'));
    const { calls, stop } = countNativeCalls('convolve3x3', 'batchNorm');
    onTestFinished(stop);
    const same = tf.conv2d(left, identity as tf.Tensor4D, 1, 'same');
    const one = tf.ones([32]);
    const scaled = fusedBatchNormTraining(left, one, tf.zeros([32]), 1e-5);
    fusedBatchNormTraining(x, one, tf.zeros([32]), 1e-5);
    expect(calls).toEqual({ convolve3x3: 1, batchNorm: 2 });
    closeTo(same.dataSync(), left.dataSync(), 1e-2);
    closeTo(scaled.mean.dataSync(), tf.mean(tf.cast(left, 'float32'), [0, 1, 2]).dataSync(), 1e-3);
  });
});

describe.skipIf(!tensorflow)('batch norm in bfloat16 (skipped where TensorFlow is not set up)', () => {
  // Channels of a whole panel, of part of one, and of both.
  it.each([
    [32, 'none'],
    [7, 'relu'],
    [48, 'relu6'],
  ] as const)('is float32’s, rounded: %d channels, %s', (channels, activation) => {
    const shape = [2, 9, 5, channels] as [number, number, number, number];
    const raw = tf.randomNormal(shape, 1, 3, 'float32', channels) as tf.Tensor4D;
    const given = tf.randomNormal(shape, 0, 1, 'float32', 2) as tf.Tensor4D;
    const gamma = tf.randomUniform([channels], 0.5, 2, 'float32', 3);
    const beta = tf.randomNormal([channels], 0, 1, 'float32', 4);
    const identity = tf.reshape(tf.eye(channels), [1, 1, channels, channels]) as tf.Tensor4D;
    const { calls, stop } = countNativeCalls('batchNorm', 'batchNormGrad');
    onTestFinished(stop);
    const normalize = (x: tf.Tensor, a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      fusedBatchNormTraining(x, a, b, 1e-5, activation).y;
    const [half, rough] = withPrecision('bfloat16', () => {
      const x = tf.conv2d(raw, identity, 1, 'same');
      return [x, [normalize(x, gamma, beta), ...tf.grads(normalize)([x, gamma, beta], given)]] as const;
    });
    expect(calls).toEqual({ batchNorm: 2, batchNormGrad: 1 });
    const [y, ...gradients] = rough.map((each) => each.dataSync());
    const sameX = tf.tensor(half.dataSync().slice(), shape);
    const exact = [normalize(sameX, gamma, beta), ...tf.grads(normalize)([sameX, gamma, beta], given)];
    const [exactY, ...exactGradients] = exact.map((each) => each.dataSync());
    closeTo(y ?? [], exactY ?? [], 2 ** -8);
    for (const [i, gradient] of gradients.entries()) closeTo(gradient, exactGradients[i] ?? [], 1e-2);
    expect(
      [...new Uint32Array((y as Float32Array).slice().buffer)].every((bits) => (bits & 0xffff) === 0),
    ).toBe(true);
  });
});

describe('withPrecision', () => {
  it('takes the precision back when the function throws', () => {
    expect(() =>
      withPrecision('bfloat16', () => {
        throw new Error('mine');
      }),
    ).toThrow('mine');
    expect(currentPrecision()).toBe('float32');
  });

  it('refuses what is no precision', () => {
    expect(() => setPrecision('float16' as never)).toThrow("must be 'float32' or 'bfloat16'");
  });
});
