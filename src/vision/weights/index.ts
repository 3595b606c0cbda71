export { downloadHubFile, type HubDownloadOptions } from './downloadHubFile.js';
export { type FindWeightsOptions, findWeights, type WantedWeights, weightsOnDisk } from './findWeights.js';
export { type NamedTensor, readSafetensors, type Safetensors, type TensorData } from './readSafetensors.js';
export type { SafetensorsDtype } from './safetensorsHeader.js';
export {
  encodeSafetensors,
  type SafetensorsWriteOptions,
  type WritableTensor,
  writeSafetensors,
} from './writeSafetensors.js';
