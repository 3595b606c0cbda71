export * as tf from '@tensorflow/tfjs';
export { bf16Support } from './bf16Support.js';
export { engineInfo, engineReady } from './engine.js';
export {
  type Bf16Support,
  type EngineBackend,
  type EngineInfo,
  engineBackends,
  type SkippedEngine,
} from './engineInfo.js';
export * from './errors.js';
export { type BatchNormResult, fusedBatchNormTraining } from './ops/fusedBatchNorm.js';
export {
  type AdamWNumbers,
  type AdamWTensors,
  applyAdamW,
  applyRmsProp,
  applySgd,
  type OptimizerTensors,
  type RmsPropNumbers,
  type RmsPropTensors,
  type SgdNumbers,
  type SgdTensors,
} from './optimizer/optimizerSteps.js';
export { currentPrecision, type Precision, setPrecision, withPrecision } from './precision/precision.js';
export { repairAfterTermination } from './repairAfterTermination.js';
export { type SetupEngineOptions, type SetupEngineResult, setupEngine } from './setup/setupEngine.js';
export type { TensorflowVariant } from './setup/tensorflowBuild.js';
