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
  toCategorical,
  VGG16,
  type Vgg16Options,
} from '../../vision/index.js';
export {
  type BatchGenerator,
  evaluateGenerator,
  type FitGeneratorOptions,
  type FitTensorsOptions,
  type Fold,
  fitGenerator,
  fitTensors,
  type GeneratorStepsOptions,
  KerasHistory,
  type KerasHistoryPlotOptions,
  type KerasTrainingBatch,
  kFold,
  predictGenerator,
} from '../keras/index.js';
