/**
 * What training makes small: `losses.crossEntropy({ labelSmoothing: 0.1 })`.
 * @module
 */

export {
  binaryCrossEntropy,
  binaryLoss,
  type CrossEntropyOptions,
  crossEntropy,
  type LossFunction,
  type LossTargets,
  labelSmoothingCrossEntropy,
  meanSquaredError,
  negativeLogLikelihood,
} from '../losses.js';
