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
  labelSmoothingCrossEntropy,
  meanSquaredError,
  negativeLogLikelihood,
} from '../losses.js';
