import { beforeAll, describe, expect, it } from 'vitest';
import { engineReady, tf } from '../../src/engine/index.js';
import {
  binaryCrossEntropy,
  binaryLoss,
  crossEntropy,
  type LossFunction,
  labelSmoothingCrossEntropy,
  meanSquaredError,
  negativeLogLikelihood,
} from '../../src/train/index.js';
import { meanLoss } from '../../src/train/losses.js';
import { BatchNorm } from '../../src/vision/index.js';
import { ramp, torch } from './oracle/torchOracle.js';

beforeAll(() => engineReady());

const logits = (): tf.Tensor2D => tf.tensor2d(ramp(15, 3), [5, 3]);
const labels = (): tf.Tensor1D => tf.tensor1d([0, 2, 1, 2, 0], 'int32');
const several = (): tf.Tensor2D =>
  tf.tensor2d([
    [1, 0, 1],
    [0, 0, 1],
    [1, 1, 1],
    [0, 0, 0],
    [0, 1, 0],
  ]);

function lossValue(loss: LossFunction, outputs: tf.Tensor, targets: tf.Tensor): number {
  return tf.tidy(() => meanLoss(loss, outputs, targets).dataSync()[0] as number);
}

describe('losses agree with PyTorch', () => {
  it.each([
    ['crossEntropy', crossEntropy(), logits, labels],
    ['weighted', crossEntropy({ classWeights: [1, 2, 0.5] }), logits, labels],
    ['smoothed', labelSmoothingCrossEntropy(), logits, labels],
    ['nll', negativeLogLikelihood(), () => tf.logSoftmax(logits()), labels],
    ['binary', binaryCrossEntropy(), logits, several],
    ['mse', meanSquaredError(), () => tf.slice(logits(), [0, 0], [5, 1]), () => tf.tensor1d([1, 0, 1, 0, 0])],
  ] as const)('%s', (name, loss, outputs, targets) => {
    tf.tidy(() => {
      expect(lossValue(loss, outputs(), targets())).toBeCloseTo(torch.losses[name] as number, 6);
    });
  });

  it('item by item', () => {
    tf.tidy(() => {
      const items = crossEntropy().perItem(logits(), labels()).dataSync();
      torch.losses.crossEntropyItems.forEach((wanted, i) => {
        expect(items[i]).toBeCloseTo(wanted, 6);
      });
    });
  });

  it('stay finite for logits of any size', () => {
    tf.tidy(() => {
      const huge = tf.tensor2d([[1e4, -1e4, 0]]);
      expect(lossValue(binaryCrossEntropy(), huge, tf.tensor2d([[0, 1, 1]]))).toBeCloseTo(
        (2e4 + Math.LN2) / 3,
        1,
      );
      expect(lossValue(crossEntropy(), huge, tf.tensor1d([1], 'int32'))).toBeCloseTo(2e4, 0);
    });
  });

  it('gradients of a convolution, batch norm, pooling and linear net too', () => {
    const gradients = smallNetGradients();
    expect(gradients.loss?.[0]).toBeCloseTo(torch.net.loss, 5);
    for (const [name, values] of Object.entries(gradients)) {
      if (name === 'loss') continue;
      const wanted = torch.net[name] as number[];
      expect(values).toHaveLength(wanted.length);
      values.forEach((value, i) => {
        expect(value, `${name}[${i}]`).toBeCloseTo(wanted[i] as number, 5);
      });
    }
  });
});

/** The net of makeOracle.py, with the batch norm layer of our own. */
function smallNetGradients(): Record<string, number[]> {
  const layer = new BatchNorm({ name: 'oracle_bn' });
  layer.build([null, 5, 5, 4]);
  const x = tf.tensor4d(ramp(300, 1), [4, 5, 5, 3]);
  const conv = tf.variable(tf.tensor4d(ramp(108, 0.5), [3, 3, 3, 4]));
  layer.gamma?.write(tf.tensor1d(ramp(4, 0.2, 1)));
  layer.beta?.write(tf.tensor1d(ramp(4, 0.1)));
  const kernel = tf.variable(tf.tensor2d(ramp(24, 0.7), [8, 3]));
  const bias = tf.variable(tf.tensor1d(ramp(3, 0.1)));
  const [gamma, beta] = [layer.gamma?.read() as tf.Variable, layer.beta?.read() as tf.Variable];
  const { value, grads } = tf.variableGrads(() => {
    const h = tf.relu(layer.call(tf.conv2d(x, conv, 1, 'same'), { training: true })) as tf.Tensor4D;
    const pooled = tf.concat([tf.max(h, [1, 2]), tf.mean(h, [1, 2])], 1) as tf.Tensor2D;
    const outputs = tf.add(tf.matMul(pooled, kernel), bias);
    return meanLoss(crossEntropy(), outputs, tf.tensor1d([0, 1, 2, 1], 'int32'));
  }, [conv, gamma, beta, kernel, bias]);
  const named = { conv, gamma, beta, kernel, bias };
  const result = Object.fromEntries(
    Object.entries(named).map(([name, { name: key }]) => [name, Array.from(grads[key]?.dataSync() ?? [])]),
  );
  return {
    ...result,
    loss: Array.from(value.dataSync()),
    runningMean: Array.from(layer.runningMean?.read().dataSync() ?? []),
    runningVar: Array.from(layer.runningVariance?.read().dataSync() ?? []),
  };
}

describe('losses of tensors, as torch.nn.functional has them', () => {
  it('are the means, and can be differentiated', () => {
    const of = (value: tf.Scalar): number => value.dataSync()[0] as number;
    expect(of(crossEntropy(logits(), labels()))).toBeCloseTo(torch.losses.crossEntropy as number, 5);
    expect(of(crossEntropy(logits(), [0, 2, 1, 2, 0]))).toBeCloseTo(of(crossEntropy(logits(), labels())), 6);
    expect(of(negativeLogLikelihood(tf.logSoftmax(logits()), labels()))).toBeCloseTo(
      of(crossEntropy(logits(), labels())),
      6,
    );
    expect(of(binaryCrossEntropy(tf.tensor1d([0, 0]), [0, 1]))).toBeCloseTo(Math.log(2), 6);
    const smoothed = crossEntropy(logits(), labels(), { labelSmoothing: 0.1 });
    expect(of(smoothed)).toBeCloseTo(lossValue(labelSmoothingCrossEntropy(0.1), logits(), labels()), 6);
    // softmax(x) − one-hot, by hand
    const x = tf.variable(tf.tensor2d([[1, 2]]));
    const { grads } = tf.variableGrads(() => crossEntropy(x, [0]), [x]);
    const p = 1 / (1 + Math.E);
    const [first, second] = (grads[x.name] as tf.Tensor).dataSync();
    expect(first).toBeCloseTo(p - 1, 6);
    expect(second).toBeCloseTo(1 - p, 6);
  });
});

describe('binaryLoss', () => {
  it("is the lesson's number", () => {
    expect(binaryLoss([1, 0, 0, 1], [0.9, 0.1, 0.2, 0.8])).toBeCloseTo(0.164252033486018, 15);
    expect(() => binaryLoss([1], [0.5, 0.5])).toThrow('probabilities');
  });
});
