export type { Batch, DataLoader } from './batch.js';
export type { CnnModel } from './cnnModel.js';
export type { DataBunch } from './dataBunch.js';
export type { ImageDataset } from './imageDataset.js';
export {
  type Architecture,
  BatchNorm,
  type BuildCnnOptions,
  buildCnn,
  type CnnHeadOptions,
  initializeWeights,
  keyedWeights,
  loadStateDict,
  type ModelName,
  ModelSummary,
  modelSummary,
  models,
  type NetworkOptions,
  SeededDropout,
  type StateDict,
  stateDict,
} from './models/index.js';
export {
  type NamedTensor,
  readSafetensors,
  type Safetensors,
} from './weights/readSafetensors.js';
export { encodeSafetensors, type WritableTensor, writeSafetensors } from './weights/writeSafetensors.js';
