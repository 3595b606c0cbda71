import { InvalidArgumentError } from '../../core/index.js';
import { tf } from '../../engine/index.js';
import type { LossFunction } from './lossFunction.js';

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** Weight of each class in the mean, in the order of the classes; for sets where one class is rare. */
  readonly classWeights?: readonly number[];
  /** Share of the target that is spread over all classes, 0 … 1 (Szegedy et al. 2015). @default 0 */
  readonly labelSmoothing?: number;
}

/** Cross-entropy of softmax(logits) with class indices: PyTorch's `CrossEntropyLoss`. */
export function crossEntropy({ classWeights, labelSmoothing = 0 }: CrossEntropyOptions = {}): LossFunction {
  if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
    throw new InvalidArgumentError('labelSmoothing', labelSmoothing, 'at least 0 and less than 1');
  }
  const loss: LossFunction = {
    name: 'crossEntropy',
    activationName: 'softmax',
    perItem: (outputs, targets) =>
      tf.tidy(() => {
        const logProbabilities = tf.logSoftmax(outputs as tf.Tensor2D);
        const right = oneHot(targets, outputs.shape[1] as number);
        const likelihood = tf.neg(tf.sum(tf.mul(right, logProbabilities), 1)) as tf.Tensor1D;
        if (labelSmoothing === 0) return likelihood;
        const spread = tf.neg(tf.mean(logProbabilities, 1));
        return tf.add(tf.mul(likelihood, 1 - labelSmoothing), tf.mul(spread, labelSmoothing)) as tf.Tensor1D;
      }),
    activation: (outputs) => tf.softmax(outputs),
  };
  if (!classWeights) return loss;
  return { ...loss, itemWeights: (targets) => weightOfEach(targets, classWeights) };
}

/** {@link crossEntropy} with smoothed labels, fastai's `LabelSmoothingCrossEntropy`. @param eps @default 0.1 */
export function labelSmoothingCrossEntropy(eps = 0.1): LossFunction {
  return { ...crossEntropy({ labelSmoothing: eps }), name: 'labelSmoothingCrossEntropy' };
}

/** Class indices `[n]` as rows of 0 and 1; an unknown class (−1) is a row of 0. */
export function oneHot(targets: tf.Tensor, classes: number): tf.Tensor2D {
  return tf.tidy(() => {
    const indices = tf.cast(targets, 'int32') as tf.Tensor1D;
    // tfjs knows no rows of one column.
    if (classes === 1) return tf.cast(tf.equal(indices, 0), 'float32').reshape([-1, 1]) as tf.Tensor2D;
    // WASM's kernel writes integers whatever type it is asked for, so that is what it is asked for.
    return tf.cast(tf.oneHot(indices, classes), 'float32') as tf.Tensor2D;
  });
}

function weightOfEach(targets: tf.Tensor, classWeights: readonly number[]): tf.Tensor1D {
  return tf.tidy(
    () =>
      tf.sum(tf.mul(oneHot(targets, classWeights.length), tf.tensor1d([...classWeights])), 1) as tf.Tensor1D,
  );
}
