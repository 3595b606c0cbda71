import { tf } from '../../engine/index.js';
import { oneHot } from './crossEntropy.js';
import type { LossFunction } from './lossFunction.js';

/** For models that give log-probabilities themselves (a log-softmax head, fastai v0.7): PyTorch's `NLLLoss`. */
export function negativeLogLikelihood(): LossFunction {
  return {
    name: 'negativeLogLikelihood',
    activationName: 'exp',
    perItem: (outputs, targets) =>
      tf.tidy(
        () => tf.neg(tf.sum(tf.mul(oneHot(targets, outputs.shape[1] as number), outputs), 1)) as tf.Tensor1D,
      ),
    activation: (outputs) => tf.exp(outputs),
  };
}
