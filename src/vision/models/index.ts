import './modelSummary.js';

export { type ForwardOptions, forward } from '../compile/forward.js';
export type { Architecture, NetworkOptions } from './architecture.js';
export type { ArchitectureSpec, HubFile } from './architectures/architectureSpec.js';
export { VGG16, type Vgg16Options } from './architectures/kerasVgg16.js';
export { type BuildCnnOptions, buildCnn } from './buildCnn.js';
export type { CnnHeadOptions } from './cnnHead.js';
export { initializeWeights } from './initializeWeights.js';
export {
  BatchNorm,
  Conv2d,
  DepthwiseConv2d,
  MaxPool2d,
  Relu6,
  SeededDropout,
  TorchLayer,
  type TorchWeight,
} from './layers/index.js';
export { ModelSummary, modelSummary, type SummaryRow } from './modelSummary.js';
export { type ModelName, models } from './models.js';
export { pretrainedOnDisk } from './pretrainedOnDisk.js';
export { type LoadStateDictOptions, loadStateDict, type StateDict, stateDict } from './stateDict.js';
export { type KeyedWeight, keyedWeights, torchWeightsOf } from './torchWeights.js';
