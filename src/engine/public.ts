export { type Device, defaults } from './defaults.js';
export { engineInfo, engineReady } from './engine.js';
export {
  type Bf16Support,
  type EngineBackend,
  type EngineInfo,
  engineBackends,
  type SkippedEngine,
} from './engineInfo.js';
export type { Precision } from './precision.js';
export { type SetupEngineOptions, type SetupEngineResult, setupEngine } from './setup/setupEngine.js';
export type { TensorflowVariant } from './setup/tensorflowBuild.js';
export * as tf from './tf.js';
