export { bf16Support } from './bf16Support.js';
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
export { currentPrecision, setPrecision, withPrecision } from './precision/precision.js';
export * from './public.js';
export { repairAfterTermination } from './repairAfterTermination.js';
