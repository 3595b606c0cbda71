export { bf16Support } from './bf16Rules.js';
export * from './errors.js';
export {
  type BatchNormResult,
  batchNormTakesActivation,
  type FusedActivation,
  fusedBatchNormTraining,
} from './fusedBatchNorm.js';
export { type ConvolutionScratch, winogradScratch } from './kernels/winogradScratch.js';
export { jpegDecoder } from './native/jpegDecoder.js';
export { tensorOfReused } from './native/tensorOfReused.js';
export {
  type AdamWNumbers,
  type AdamWTensors,
  applyAdamW,
  applyRmsProp,
  applySgd,
  moveAverages,
  type OptimizerTensors,
  type RmsPropNumbers,
  type RmsPropTensors,
  type SgdNumbers,
  type SgdTensors,
} from './optimizerSteps.js';
export { keepStatistics, keepsStatistics } from './patches/batchNormCall.js';
export { inputsOf } from './patches/layerInputs.js';
export { repairAfterTermination } from './patches/repairAfterTermination.js';
export { currentPrecision, setPrecision, withPrecision } from './precision.js';
export * from './public.js';
export { downloadWheels } from './setup/downloadWheels.js';
export { nvidiaCheck } from './setup/nvidia.js';
export { type SetupCheck, setupChecks } from './setup/setupChecks.js';
export { unpackWheel } from './setup/unpackWheel.js';
export { webgpuCheck } from './webgpu/webgpuCheck.js';
