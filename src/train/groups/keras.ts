/**
 * What Keras's lessons use: photos by generators, tensors as arrays, fits by steps.
 * @module
 */

export { type IdxArray, type LoadMnistOptions, loadMnist, type Mnist } from '../../data/index.js';
export {
  arrayToImg,
  type ClassMode,
  type FlowFromDirectoryOptions,
  type FlowOptions,
  ImageDataGenerator,
  type ImageDataGeneratorOptions,
  ImageGenerator,
  imgToArray,
  type KerasBatch,
  loadImg,
  loadModel,
  type SaveModelOptions,
  saveModel,
  toCategorical,
  VGG16,
  type Vgg16Options,
} from '../../vision/index.js';
export type { BatchGenerator, KerasTrainingBatch } from '../keras/batchGenerator.js';
export {
  evaluateGenerator,
  type GeneratorStepsOptions,
  predictGenerator,
} from '../keras/evaluateGenerator.js';
export { type FitGeneratorOptions, fitGenerator } from '../keras/fitGenerator.js';
export { type FitTensorsOptions, fitTensors } from '../keras/fitTensors.js';
export { KerasHistory, type KerasHistoryPlotOptions } from '../keras/kerasHistory.js';
export { type Fold, kFold } from '../keras/kFold.js';
export { getLearningRate, setLearningRate } from '../keras/learningRate.js';
export { type MeanAndSpread, meanAndSpread } from '../keras/meanAndSpread.js';
export {
  type SplitParts,
  type Splittable,
  type TrainTestSplitOptions,
  trainTestSplit,
} from '../keras/trainTestSplit.js';
