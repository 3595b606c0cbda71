import { InvalidArgumentError, isTsvisionError, valueText } from '../core/index.js';
import { tf } from '../engine/index.js';
import type { DataBunch } from '../vision/index.js';
import { LossError } from './errors.js';

/** A loss, item by item, so that training, validation and the list of top losses share one definition. */
export interface LossFunction {
  readonly name: string;
  /** {@link LossFunction.activation} by name, for exported models. */
  readonly activationName: 'softmax' | 'sigmoid' | 'exp' | 'none';
  /** Loss of each photo `[n]` from the model's raw outputs `[n, …]` and the targets of the batch. */
  perItem(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor1D;
  /** Weight of each photo in the mean; absent = all equal. */
  itemWeights?(targets: tf.Tensor): tf.Tensor1D;
  /** What the raw outputs mean: probabilities, or the numbers themselves. */
  activation(outputs: tf.Tensor): tf.Tensor;
}

/** Mean loss of a batch: what is differentiated. */
export function meanLoss(loss: LossFunction, outputs: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  const items = itemLosses(loss, outputs, targets);
  const weights = itemWeightsOf(loss, targets);
  if (!weights) return tf.mean(items);
  return tf.div(tf.sum(tf.mul(items, weights)), tf.sum(weights));
}

/** `loss.perItem`, checked. @throws {LossError} */
export function itemLosses(loss: LossFunction, outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor1D {
  const { perItem } = loss;
  const size = outputs.shape[0] as number;
  const step = `perItem() for outputs ${valueText(outputs)} and targets ${valueText(targets)}`;
  return lossTensor(loss, { step, by: perItem, size }, () => perItem.call(loss, outputs, targets));
}

/** `loss.itemWeights`, checked; `undefined` where all photos weigh the same. @throws {LossError} */
export function itemWeightsOf(loss: LossFunction, targets: tf.Tensor): tf.Tensor1D | undefined {
  const { itemWeights } = loss;
  if (!itemWeights) return undefined;
  const size = targets.shape[0] as number;
  return lossTensor(loss, { step: 'itemWeights()', by: itemWeights, size }, () =>
    itemWeights.call(loss, targets),
  );
}

/** `loss.activation`, checked. @throws {LossError} */
export function activationOf(loss: LossFunction, outputs: tf.Tensor): tf.Tensor {
  const { activation } = loss;
  return lossTensor(loss, { step: 'activation()', by: activation, rows: outputs.shape[0] as number }, () =>
    activation.call(loss, outputs),
  );
}

interface LossStep {
  readonly step: string;
  readonly by: unknown;
  /** Numbers that are due. */
  readonly size?: number;
  /** Rows that are due. */
  readonly rows?: number;
}

function lossTensor<T extends tf.Tensor>(loss: LossFunction, what: LossStep, compute: () => T): T {
  const { step, by, size, rows } = what;
  let tensor: T;
  try {
    tensor = compute();
  } catch (error) {
    throw isTsvisionError(error) ? error : new LossError(loss.name, { threw: error, in: step });
  }
  const isUsable = tensor instanceof tf.Tensor && !tensor.isDisposed;
  if (
    isUsable &&
    (size === undefined || tensor.size === size) &&
    (rows ?? tensor.shape[0]) === tensor.shape[0]
  )
    return tensor;
  const due = `a tensor [${size ?? `${rows}, …`}]`;
  throw new LossError(loss.name, { gave: tensor, due, in: step, by });
}

/** Options of {@link crossEntropy}. */
export interface CrossEntropyOptions {
  /** Weight of each class in the mean, in the order of the classes; for sets where one class is rare. */
  readonly classWeights?: readonly number[];
  /** Share of the target that is spread over all classes, 0 … 1 (Szegedy et al. 2015). @default 0 */
  readonly labelSmoothing?: number;
}

/** Targets of a loss that is computed by hand: class indices, numbers, or rows of 0 and 1. */
export type LossTargets = tf.Tensor | readonly number[] | readonly (readonly number[])[];

/** {@link meanLoss} of targets in any form: a scalar that can be differentiated, as PyTorch's `F.cross_entropy`. */
function lossOf(loss: LossFunction, outputs: tf.Tensor, targets: LossTargets): tf.Scalar {
  return tf.tidy(() =>
    meanLoss(
      loss,
      outputs,
      targets instanceof tf.Tensor ? targets : tf.tensor(targets as number[] | number[][]),
    ),
  );
}

/**
 * Cross-entropy of softmax(logits) with class indices: PyTorch's `CrossEntropyLoss`. A loss for a learner; or, of
 * logits `[n, classes]` and class indices, the mean itself, which can be differentiated: PyTorch's `F.cross_entropy`.
 * @example
 * ```ts
 * import { createCnn, crossEntropy, models, tf } from 'tsvision';
 * const lossFunc = crossEntropy({ classWeights: [2, 1, 1] }); // the first class is rare
 * await createCnn(data, models.tinyresnet, { lossFunc });
 * crossEntropy(tf.tensor2d([[0, 0], [0, 0]]), [0, 1]).dataSync()[0].toFixed(4); // → 0.6931
 * ```
 */
export function crossEntropy(options?: CrossEntropyOptions): LossFunction;
export function crossEntropy(
  logits: tf.Tensor,
  targets: LossTargets,
  options?: CrossEntropyOptions,
): tf.Scalar;
export function crossEntropy(
  first: CrossEntropyOptions | tf.Tensor = {},
  targets: LossTargets = [],
  options: CrossEntropyOptions = {},
): LossFunction | tf.Scalar {
  if (!(first instanceof tf.Tensor)) return crossEntropyLoss(first);
  return lossOf(crossEntropyLoss(options), first, targets);
}

function crossEntropyLoss({ classWeights, labelSmoothing = 0 }: CrossEntropyOptions): LossFunction {
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

/**
 * {@link crossEntropy} with smoothed labels, fastai's `LabelSmoothingCrossEntropy`. @param eps @default 0.1
 * @example
 * ```ts
 * import { createCnn, labelSmoothingCrossEntropy, models } from 'tsvision';
 * await createCnn(data, models.tinyresnet, { lossFunc: labelSmoothingCrossEntropy(0.1) });
 * ```
 */
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

/**
 * For models that give log-probabilities themselves (a log-softmax head, fastai v0.7): PyTorch's `NLLLoss`. A loss for
 * a learner; or, of log-probabilities `[n, classes]` and class indices, the mean itself: PyTorch's `F.nll_loss`.
 * @example
 * ```ts
 * import { negativeLogLikelihood, tf } from 'tsvision';
 * const lossFunc = negativeLogLikelihood(); // for a network that ends in a log-softmax
 * negativeLogLikelihood(tf.log([[0.5, 0.5]]), [1]).dataSync()[0].toFixed(4); // → 0.6931
 * ```
 */
export function negativeLogLikelihood(): LossFunction;
export function negativeLogLikelihood(logProbabilities: tf.Tensor, targets: LossTargets): tf.Scalar;
export function negativeLogLikelihood(
  logProbabilities?: tf.Tensor,
  targets: LossTargets = [],
): LossFunction | tf.Scalar {
  const loss = likelihoodLoss();
  return logProbabilities ? lossOf(loss, logProbabilities, targets) : loss;
}

function likelihoodLoss(): LossFunction {
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

/**
 * Cross-entropy of sigmoid(logits) with targets of 0 and 1, mean over the classes of a photo: PyTorch's
 * `BCEWithLogitsLoss`. For photos with several labels, or one output for two classes. A loss for a learner; or, of
 * logits and targets of one shape, the mean itself: PyTorch's `F.binary_cross_entropy_with_logits`.
 * @example
 * ```ts
 * import { binaryCrossEntropy, createCnn, ImageDataBunch, models } from 'tsvision';
 * const files = ['black/00000001.jpg', 'teddys/00000001.jpg', 'black/00000002.jpg', 'teddys/00000002.jpg'];
 * const many = await ImageDataBunch.fromLists(photos, files, [['dark'], ['toy'], ['dark'], ['toy']], { size: 32, bs: 2 });
 * await createCnn(many, models.tinyresnet, { lossFunc: binaryCrossEntropy() });
 * ```
 */
export function binaryCrossEntropy(): LossFunction;
export function binaryCrossEntropy(logits: tf.Tensor, targets: LossTargets): tf.Scalar;
export function binaryCrossEntropy(logits?: tf.Tensor, targets: LossTargets = []): LossFunction | tf.Scalar {
  const loss = binaryLossFunction();
  return logits ? lossOf(loss, logits, targets) : loss;
}

function binaryLossFunction(): LossFunction {
  return {
    name: 'binaryCrossEntropy',
    activationName: 'sigmoid',
    perItem: (outputs, targets) =>
      tf.tidy(() => {
        const logits = tf.reshape(outputs, [outputs.shape[0] as number, -1]);
        const labels = tf.reshape(tf.cast(targets, 'float32'), logits.shape);
        // max(x, 0) − x·y + log(1 + e^−|x|): the same as the definition, without its overflow.
        const items = tf.add(
          tf.sub(tf.relu(logits), tf.mul(logits, labels)),
          tf.log1p(tf.exp(tf.neg(tf.abs(logits)))),
        );
        return tf.mean(items, 1) as tf.Tensor1D;
      }),
    activation: (outputs) => tf.sigmoid(outputs),
  };
}

/**
 * The lesson's toy loss: mean of −log of the probability that was given to the truth.
 *
 * @param labels 0 or 1
 * @param probabilities of the label 1, 0 … 1
 * @example
 * ```ts
 * import { binaryLoss } from 'tsvision';
 * binaryLoss([1, 0], [0.5, 0.5]).toFixed(4); // → 0.6931
 * ```
 */
export function binaryLoss(labels: readonly number[], probabilities: readonly number[]): number {
  if (labels.length !== probabilities.length || labels.length === 0) {
    throw new InvalidArgumentError(
      'probabilities',
      probabilities,
      `an array of ${labels.length || 'some'} numbers`,
    );
  }
  const losses = labels.map((label, i) => {
    const p = probabilities[i] as number;
    return -(label * Math.log(p) + (1 - label) * Math.log(1 - p));
  });
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

/**
 * Mean of the squared differences, for targets that are numbers: PyTorch's `MSELoss`.
 * @example
 * ```ts
 * import { meanSquaredError, tf } from 'tsvision';
 * const loss = meanSquaredError();
 * loss.perItem(tf.tensor2d([[1], [3]]), tf.tensor2d([[1], [1]])).dataSync()[1]; // → 4
 * ```
 */
export function meanSquaredError(): LossFunction {
  return {
    name: 'meanSquaredError',
    activationName: 'none',
    perItem: (outputs, targets) =>
      tf.tidy(() => {
        const values = tf.reshape(outputs, [outputs.shape[0] as number, -1]);
        const wanted = tf.reshape(tf.cast(targets, 'float32'), values.shape);
        return tf.mean(tf.squaredDifference(values, wanted), 1) as tf.Tensor1D;
      }),
    activation: (outputs) => tf.clone(outputs),
  };
}

/** The loss that fits the labels of the data. */
export function defaultLoss({ targetKind }: DataBunch): LossFunction {
  switch (targetKind) {
    case 'single':
      return crossEntropy();
    case 'multi':
      return binaryCrossEntropy();
    case 'number':
      return meanSquaredError();
    default:
      return targetKind satisfies never;
  }
}
